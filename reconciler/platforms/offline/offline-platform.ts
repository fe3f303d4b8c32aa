import { digestOf } from '../../../schema/digest.js'
import type { AnalysisReport, DatasetManifest, SourceDefinition } from '../../../schema/generated/jobs.js'
import { isOperational } from '../../backtest/waive.js'
import { jobFailure } from '../../engine/job-failure.js'
import type { JobRecord } from '../../store/store.js'
import type { DesiredServer, JobProgress, JobRequest, Platform, RunningServer, UnplacedJob } from '../platform.js'
import type { OfflineEndpoint, OfflineWork } from './offline-endpoint.js'
import { trainingSeconds } from './training-time.js'

type OnProgress = (progress: JobProgress) => void

/** A training that a policy has had done. */
export interface TimedTraining {
  readonly model: string
  /** By the clock of the data, in milliseconds since the epoch. */
  readonly at: number
  /** Undefined where nothing is known about how long such a training takes. */
  readonly seconds: number | undefined
}

export interface OfflineOptions {
  /** Runs the jobs, and keeps their outcomes; shared by the policies that are compared. */
  readonly jobs: Pick<Platform, 'run' | 'artifactDir' | 'fileDigest' | 'fingerprint'>
  readonly endpoints: ReadonlyMap<string, OfflineEndpoint>
  readonly now: () => number
  /** How long a training takes, in seconds, where a person says so. */
  readonly trainingSeconds?: number
}

/**
 * A platform for past data: jobs are run, or found again by their keys, but nothing is served. Instead of a server's log, the jobs that
 * watch an endpoint are given what the server would have logged; online values are not computed, since the traffic has them already.
 */
export class OfflinePlatform implements Platform {
  readonly trainings: TimedTraining[] = []
  readonly #options: OfflineOptions
  readonly #datasets = new Map<string, DatasetManifest>()
  readonly #fingerprints = new Map<string, Promise<string>>()

  constructor(options: OfflineOptions) {
    this.#options = options
  }

  async run(request: JobRequest, onProgress: OnProgress): Promise<JobRecord> {
    const { jobs } = this.#options
    const { spec } = request
    switch (spec.kind) {
      case 'Materialize':
        return { ...timeless(request), result: { kind: 'Materialize', materialized: { rows: 0, until: spec.to } } }
      case 'Monitor':
        return jobs.run(await this.#watching(request, spec, onProgress), onProgress)
      case 'Analyze':
        return this.#analyse(request, spec, onProgress)
      case 'BuildDataset': {
        const done = await jobs.run(request, onProgress)
        if (done.artifact && done.result?.dataset) this.#datasets.set(jobs.artifactDir(done.artifact), done.result.dataset)
        return done
      }
      case 'Train':
        return this.#timed(await jobs.run(request, onProgress), spec)
      default:
        return jobs.run(request, onProgress)
    }
  }

  artifactDir(digest: string): string {
    return this.#options.jobs.artifactDir(digest)
  }

  fileDigest(artifact: string, file: string): Promise<string> {
    return this.#options.jobs.fileDigest(artifact, file)
  }

  /** As it was when it was first asked for: a backtest is about one state of the data. */
  fingerprint(source: SourceDefinition): Promise<string> {
    const known = this.#fingerprints.get(source.name)
    if (known) return known
    const found = this.#options.jobs.fingerprint(source)
    this.#fingerprints.set(source.name, found)
    return found
  }

  async serve(desired: DesiredServer): Promise<RunningServer> {
    this.endpoint(desired.endpoint).serve(desired, this.#options.now())
    const versions = desired.models.map(({ version }) => ({ version, state: 'ready' as const, requests: 0 }))
    return { url: '', pid: 0, status: { endpoint: desired.endpoint, pid: 0, generation: 1, ready: true, port: 0, versions } }
  }

  async flushLog(): Promise<void> {}

  async stopServer(): Promise<void> {}

  async close(): Promise<void> {}

  endpoint(name: string): OfflineEndpoint {
    const found = this.#options.endpoints.get(name)
    if (!found) throw new Error(`the endpoint ${name} has no traffic`)
    return found
  }

  /** Jobs that endpoints need. */
  work(onProgress: OnProgress): OfflineWork {
    const { jobs } = this.#options
    return {
      run: async (request) => {
        const done = await jobs.run(request, onProgress)
        if (done.state === 'failed') throw jobFailure(done, `${request.subject} could not be scored`)
        return done
      },
      artifactDir: ({ artifact }) => jobs.artifactDir(artifact ?? ''),
    }
  }

  /** A monitor's check, with the log that a server would have written. */
  async #watching(request: JobRequest, spec: Extract<UnplacedJob, { kind: 'Monitor' }>, onProgress: OnProgress): Promise<JobRequest> {
    const endpoint = this.endpoint(spec.endpoint)
    const work = this.work(onProgress)
    const current = await endpoint.log(spec.current, work)
    const reference = spec.reference.window ? await endpoint.log(spec.reference.window, work) : undefined
    return {
      ...request,
      key: digestOf({ job: request.key, log: [current.identity, reference?.identity ?? ''] }),
      spec: { ...spec, current: current.window, reference: { ...spec.reference, ...(reference ? { window: reference.window } : {}) } },
    }
  }

  /** What only a server's own run can tell is not measured: it stands at 0 over the rows that there were, and no limit is held against it. */
  async #analyse(request: JobRequest, spec: Extract<UnplacedJob, { kind: 'Analyze' }>, onProgress: OnProgress): Promise<JobRecord> {
    const { window, identity } = await this.endpoint(spec.endpoint).log(spec.current, this.work(onProgress))
    const metrics = [...new Set(spec.metrics.map((metric) => (isOperational(metric) ? 'error_rate' : metric)))]
    const key = digestOf({ job: request.key, log: identity, metrics })
    const done = await this.#options.jobs.run({ ...request, key, spec: { ...spec, current: window, metrics } }, onProgress)
    const analysis = done.result?.analysis
    return analysis && done.result ? { ...done, result: { ...done.result, analysis: withoutOperations(analysis, spec.metrics) } } : done
  }

  #timed(done: JobRecord, spec: Extract<UnplacedJob, { kind: 'Train' }>): JobRecord {
    const seconds = trainingSeconds({
      said: this.#options.trainingSeconds,
      runtime: spec.trainer.runtime,
      manifest: done.result?.model,
      dataset: this.#datasets.get(spec.datasetDir),
    })
    this.trainings.push({ model: spec.model, at: this.#options.now(), seconds })
    return { ...done, startedAt: 0, finishedAt: (seconds ?? 0) * 1000 }
  }
}

function withoutOperations(analysis: AnalysisReport, wanted: readonly string[]): AnalysisReport {
  const { measurements } = analysis
  const samples = measurements.find(({ metric }) => metric === 'error_rate')?.samples ?? 0
  return {
    ...analysis,
    measurements: wanted.flatMap((metric) =>
      isOperational(metric)
        ? [{ metric, value: 0, champion: 0, samples, paired: false }]
        : measurements.filter((measurement) => measurement.metric === metric),
    ),
  }
}

function timeless({ key, subject, spec }: JobRequest): JobRecord {
  return { key, kind: spec.kind, subject, state: 'succeeded', attempts: 1, startedAt: 0, finishedAt: 0 }
}
