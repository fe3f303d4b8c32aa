import type { Factory } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import { jobFailure } from '../engine/job-failure.js'
import { buildTrafficJob } from '../jobs/offline.js'
import type { OfflineOptions } from '../platforms/offline/offline-platform.js'
import type { JobProgress } from '../platforms/platform.js'

/** The requests that an endpoint would have had. */
export interface Traffic {
  /** Digest of the folder. */
  readonly digest: string
  readonly dir: string
  readonly rows: number
}

/** Prepares the requests of every endpoint. @throws AIFactoryError of a job that fails. */
export async function prepareTraffic(
  factory: Factory,
  options: {
    baseDir: string
    jobs: OfflineOptions['jobs']
    from: number
    to: number
    seed: number
    onProgress: (progress: JobProgress) => void
  },
): Promise<Map<string, Traffic>> {
  const { baseDir, jobs, from, to, seed, onProgress } = options
  const prepared = new Map<string, Traffic>()
  for (const endpoint of Object.values(factory.endpoints)) {
    const dataset = factory.datasets[factory.models[endpoint.model]?.dataset ?? '']
    if (!dataset) continue
    const sources = new Map([dataset.source, ...dataset.views.map(({ source }) => source)].map((source) => [source.name, source]))
    const data = digestOf(await Promise.all([...sources.values()].map((source) => jobs.fingerprint(source))))
    const done = await jobs.run(buildTrafficJob({ baseDir, endpoint, dataset, data, from, to, seed }), onProgress)
    if (done.state === 'failed' || !done.artifact) throw jobFailure(done, `the requests of ${endpoint.name} could not be prepared`)
    prepared.set(endpoint.name, { digest: done.artifact, dir: jobs.artifactDir(done.artifact), rows: done.result?.offlineRows ?? 0 })
  }
  return prepared
}
