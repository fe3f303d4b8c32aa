import { VOLUME_ROOT, WORKSPACE } from '../../../compiler/backends/kubernetes/places.js'
import type { Factory } from '../../../compiler/graph/factory.js'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { digestOf } from '../../../schema/digest.js'
import type { ServingStatus, SourceDefinition } from '../../../schema/generated/jobs.js'
import type { JobRecord, Store } from '../../store/store.js'
import type { DesiredServer, JobProgress, JobRequest, Platform, RunningServer } from '../platform.js'
import type { ClusterApi } from './cluster-api.js'
import { ClusterJobs } from './cluster-jobs.js'
import { ClusterServers } from './cluster-servers.js'
import type { CodeFiles } from './code-files.js'

/** How often the data on the volume is looked at, in milliseconds. */
const DATA_EVERY_MS = 5 * 60_000

export interface ClusterPlatformOptions {
  readonly api: ClusterApi
  readonly store: Pick<Store, 'job' | 'putJob'>
  readonly factory: () => Factory
  /** The name of the Factory's custom resource, and a reference to it that makes what is made here go with it. */
  readonly factoryName: string
  readonly owner?: unknown
  readonly revision?: () => string | undefined
  readonly barrier: () => Promise<void>
  readonly ask: (address: string, path: string) => Promise<ServingStatus | undefined>
  readonly now: () => number
  readonly wait: (millis: number) => Promise<void>
  readonly serveTimeoutMs?: number
}

/** A cluster: jobs are Jobs, servers are Deployments, artifacts are folders of the factory's volume, which only pods see. */
export class ClusterPlatform implements Platform {
  readonly #options: ClusterPlatformOptions
  readonly #jobs: ClusterJobs
  readonly #servers: ClusterServers
  readonly #code = new Map<string, CodeFiles>()

  constructor(options: ClusterPlatformOptions) {
    this.#options = options
    this.#jobs = new ClusterJobs({ ...options, code: (dir) => this.#code.get(dir) })
    this.#servers = new ClusterServers({ ...options, timeoutMs: options.serveTimeoutMs })
  }

  run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    return this.#jobs.run(request, onProgress)
  }

  artifactDir(digest: string): string {
    return `${VOLUME_ROOT}/artifacts/${digest.slice(0, 2)}/${digest}`
  }

  async fileDigest(artifact: string, file: string): Promise<string> {
    const digest = this.#jobs.filesOf(artifact)?.[file]
    if (digest === undefined)
      throw new AIFactoryError('AF8017', `no job has said what ${file} of artifact ${artifact} is`, { retryable: true })
    return digest
  }

  /** Digests of the files of artifacts that jobs of an earlier control plane have written. */
  remember(artifact: string, files: Readonly<Record<string, string>>): void {
    this.#jobs.remember(artifact, files)
  }

  /** Hands the code of a trainer to the jobs that will name its folder. */
  placeCode(code: CodeFiles): void {
    this.#code.set(code.dir, code)
  }

  /**
   * Only pods see the data, so a job looks at it: at all sources at once, every five minutes by the system's clock, reading only
   * files that have changed.
   */
  async fingerprint(source: SourceDefinition): Promise<string> {
    const { factory, now } = this.#options
    const sources = Object.values(factory().sources).map(({ definition }) => definition)
    const all = sources.some((known) => digestOf(known) === digestOf(source)) ? sources : [source]
    const key = digestOf({ look: Math.floor(now() / DATA_EVERY_MS), sources: all })
    const spec = { kind: 'Fingerprint', baseDir: WORKSPACE, sources: all, memory: `${VOLUME_ROOT}/fingerprints.json` } as const
    const done = await this.run({ key, subject: 'data', spec, retries: 1 }, () => {})
    const digest = done.result?.fingerprints?.[source.name]
    if (digest !== undefined) return digest
    throw new AIFactoryError(
      done.error?.code ?? 'AF8017',
      `the data of source ${source.name} could not be looked at: ${done.error?.message}`,
      {
        detail: done.error?.detail,
      },
    )
  }

  serve(desired: DesiredServer): Promise<RunningServer> {
    return this.#servers.serve(desired)
  }

  flushLog(endpoint: string): Promise<void> {
    return this.#servers.flushLog(endpoint)
  }

  /** An endpoint that is gone from the file goes with its objects, which are pruned in their order. */
  async stopServer(): Promise<void> {}

  /** Servers and jobs go on: they belong to the cluster. */
  async close(): Promise<void> {
    this.#jobs.close()
  }
}
