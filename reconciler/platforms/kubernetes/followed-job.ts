import type { JobOutcome } from '../../../schema/generated/jobs.js'
import type { JobProgress, JobRequest } from '../platform.js'
import type { ClusterApi, ClusterObject } from './cluster-api.js'
import { readJobLog } from './job-log.js'
import { JOB_CONTAINER } from './job-objects.js'
import { pendingReason } from './pending-reason.js'
import { latestPod, nodeOf, podStatus } from './pod-fields.js'
import type { TrainingRecord } from './training-record.js'
import { hasEnded, type TryOutcome, tryOutcome } from './try-outcome.js'

/** How often a Job is looked at, in milliseconds, and how often its progress is written down. */
const LOOK_MS = 1_000
const WRITE_MS = 5_000
/** How often a log is asked for that cannot be read, before it counts as gone. */
const LOG_TRIES = 5
/** An outcome is the last line; what a trainer prints before may be many. */
const LOG_LINES = 50

interface FollowOptions {
  readonly api: ClusterApi
  readonly now: () => number
  readonly wait: (millis: number) => Promise<void>
  /** Whether nobody waits for its end any more. */
  readonly closed: () => boolean
  /** Whether its pod would be made otherwise now. */
  readonly isOutdated: () => boolean
}

interface Followed {
  readonly outcome: TryOutcome
  readonly said?: JobOutcome
  readonly pod?: string
  readonly node?: string
}

/** One try, from when its Job is there to its end. */
export class FollowedJob {
  readonly #options: FollowOptions
  readonly #job: ClusterObject
  readonly #request: JobRequest
  readonly #record: TrainingRecord | undefined
  readonly #onProgress: (progress: JobProgress) => void
  #writtenAt = 0
  #told = ''

  constructor(
    options: FollowOptions,
    job: ClusterObject,
    request: JobRequest,
    record: TrainingRecord | undefined,
    onProgress: (progress: JobProgress) => void,
  ) {
    this.#options = options
    this.#job = job
    this.#request = request
    this.#record = record
    this.#onProgress = onProgress
  }

  async end(limits: { readonly memory?: string; readonly timeoutMs?: number }): Promise<Followed> {
    const { api, wait } = this.#options
    const { name, namespace = '' } = this.#job.metadata
    for (;;) {
      if (this.#options.closed()) return new Promise(() => {})
      const job = await api.get({ apiVersion: 'batch/v1', kind: 'Job', namespace, name })
      if (!job)
        return {
          outcome: { reason: 'Infrastructure', error: { code: 'AF8016', message: `somebody deleted the Job ${name}`, retryable: true } },
        }
      const pod = latestPod(await api.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { 'batch.kubernetes.io/job-name': name }))
      if (hasEnded(job)) {
        const said = pod && (await this.#lastWords(pod))
        return { outcome: tryOutcome(job, pod, said, limits), said, pod: pod?.metadata.name, node: pod && nodeOf(pod) }
      }
      const reason = pendingReason(job, pod)
      if (reason === undefined && pod) await this.#tell(pod)
      else if (reason !== undefined && this.#options.isOutdated()) return this.#giveUp()
      else await this.#waits(reason)
      await wait(LOOK_MS)
    }
  }

  /** What has not begun loses nothing: the next try asks for what the file says now. */
  async #giveUp(): Promise<Followed> {
    const { name, namespace = '' } = this.#job.metadata
    await this.#options.api.delete({ apiVersion: 'batch/v1', kind: 'Job', namespace, name })
    const message = 'it had not begun, and the file asks for other resources now'
    return { outcome: { reason: 'Stopped', error: { code: 'AF8016', message, retryable: true } } }
  }

  async #lastWords(pod: ClusterObject): Promise<JobOutcome | undefined> {
    const { api, wait } = this.#options
    const { name, namespace = '' } = pod.metadata
    for (let attempt = 1; ; attempt++) {
      const text = await api.log({ namespace, name }, JOB_CONTAINER, LOG_LINES).catch(() => undefined)
      const outcome = text === undefined ? undefined : readJobLog(text, this.#request.key).outcome
      // A job that failed need not have said anything.
      if (outcome || attempt === LOG_TRIES || (text !== undefined && podStatus(pod).phase === 'Failed')) return outcome
      await wait(LOOK_MS)
    }
  }

  async #waits(reason: string | undefined): Promise<void> {
    if (reason === undefined || reason === this.#told) return
    this.#told = reason
    const { key, subject, spec } = this.#request
    this.#onProgress({ key, kind: spec.kind, subject, state: 'started', message: reason })
    await this.#record?.update({ phase: 'Pending', reason: reason.slice(0, 4000) })
  }

  /** Hands on how far the job says that it is. */
  async #tell(pod: ClusterObject): Promise<void> {
    const { api, now } = this.#options
    const { name, namespace = '' } = pod.metadata
    const { key, subject, spec } = this.#request
    this.#told = ''
    await this.#record?.update({ phase: 'Running', reason: undefined })
    const text = await api.log({ namespace, name }, JOB_CONTAINER, LOG_LINES).catch(() => undefined)
    const progress = text === undefined ? undefined : readJobLog(text, key).progress
    if (!progress) return
    const { done, total, unit, message, metrics } = progress
    this.#onProgress({ key, kind: spec.kind, subject, state: 'running', done, total, unit, message, metrics })
    if (now() - this.#writtenAt < WRITE_MS) return
    this.#writtenAt = now()
    const words = message ?? [done, total === undefined ? undefined : `of ${total}`, unit].filter((word) => word !== undefined).join(' ')
    await this.#record?.update({ progress: { done, total, unit, message: words, metrics, at: new Date(now()).toISOString() } })
  }
}
