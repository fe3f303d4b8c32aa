import type { Factory } from '../../../compiler/graph/factory.js'
import type { TrainingRunStatus } from '../../../schema/crds/training-run.js'
import type { JobOutcome } from '../../../schema/generated/jobs.js'
import type { JobRecord, Store } from '../../store/store.js'
import type { JobProgress, JobRequest } from '../platform.js'
import { type ClusterApi, type ClusterObject, isConflict } from './cluster-api.js'
import type { CodeFiles } from './code-files.js'
import { FollowedJob } from './followed-job.js'
import { RECORDED, recordName, tryName } from './job-names.js'
import { jobObjects, KEY_ANNOTATION, POD_ANNOTATION, podDigest, podNeeds } from './job-objects.js'
import { TrainingRecord } from './training-record.js'
import { hasFailed, type TryOutcome, type TryReason } from './try-outcome.js'
import { nextTry } from './try-policy.js'

export interface ClusterJobsOptions {
  readonly api: ClusterApi
  readonly store: Pick<Store, 'job' | 'putJob'>
  readonly factory: () => Factory
  readonly factoryName: string
  readonly owner?: unknown
  readonly revision?: () => string | undefined
  /** Resolves once all that was decided before is kept: nothing is done that could be forgotten. */
  readonly barrier: () => Promise<void>
  /** The code of a trainer, by the folder that it is to be in. */
  readonly code: (dir: string) => CodeFiles | undefined
  /** The system's clock, in milliseconds since the epoch. */
  readonly now: () => number
  readonly wait: (millis: number) => Promise<void>
}

/**
 * Runs jobs as Jobs of the cluster, each key once. A try is a Job, whose name tells the key and the number of the try: after a
 * crash the next control plane finds it by its name and goes on waiting for it. None is ever deleted while it runs.
 */
export class ClusterJobs {
  readonly #options: ClusterJobsOptions
  readonly #inFlight = new Map<string, Promise<JobRecord>>()
  readonly #files = new Map<string, Readonly<Record<string, string>>>()
  #closed = false

  constructor(options: ClusterJobsOptions) {
    this.#options = options
  }

  run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    const running = this.#inFlight.get(request.key)
    if (running) return running
    const promise = this.#run(request, onProgress).finally(() => this.#inFlight.delete(request.key))
    this.#inFlight.set(request.key, promise)
    return promise
  }

  /** SHA-256 of the files of an artifact, where a job of this control plane or of one before has written it. */
  filesOf(artifact: string): Readonly<Record<string, string>> | undefined {
    return this.#files.get(artifact)
  }

  remember(artifact: string, files: Readonly<Record<string, string>>): void {
    this.#files.set(artifact, files)
  }

  /** Lets go of what runs: it goes on by itself, and the next control plane finds it. Promises are never settled. */
  close(): void {
    this.#closed = true
  }

  async #run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    const { api, store, factory, now } = this.#options
    const { key, subject, spec } = request
    const base = { key, kind: spec.kind, subject }
    const before = store.job(key)
    if (before?.state === 'succeeded') {
      onProgress({ ...base, state: 'cached' })
      return before
    }
    await this.#options.barrier()
    onProgress({ ...base, state: 'started' })
    const name = recordName(factory().name, request)
    const record = RECORDED.has(spec.kind) ? await TrainingRecord.open(api, name, request, this.#place()) : undefined
    // What failed for good and is asked for again begins anew; the numbers of its tries go on.
    if (record?.status.phase === 'Failed') await record.update({ phase: 'Pending', tries: [], error: undefined, reason: undefined })
    const startedAt = Date.parse(record?.status.startedAt ?? '') || now()
    const { outcome, said, attempts } = await this.#tryUntilDone(request, name, record, onProgress)
    if (this.#closed) return new Promise(() => {})
    const done: JobRecord = {
      ...base,
      state: outcome.reason === 'Succeeded' ? 'succeeded' : 'failed',
      artifact: said?.artifact,
      result: outcome.reason === 'Succeeded' ? said?.result : undefined,
      error: outcome.error,
      attempts,
      startedAt,
      finishedAt: now(),
    }
    if (done.artifact !== undefined && said?.files) this.#files.set(done.artifact, said.files)
    await record?.update(finalStatus(done, said))
    store.putJob(done)
    onProgress({ ...base, state: done.state === 'succeeded' ? 'succeeded' : 'failed', message: done.error?.message })
    return done
  }

  async #tryUntilDone(
    request: JobRequest,
    name: string,
    record: TrainingRecord | undefined,
    onProgress: (progress: JobProgress) => void,
  ): Promise<{ outcome: TryOutcome; said?: JobOutcome; attempts: number }> {
    const { wait, now } = this.#options
    const isOutdated = (made: ClusterObject) => () =>
      made.metadata.annotations?.[POD_ANNOTATION] !== podDigest(this.#options.factory(), request)
    const reasons: TryReason[] = (record?.status.tries ?? []).flatMap(({ reason }) => reason ?? [])
    const { memory } = podNeeds(this.#options.factory(), request).resources
    let { number, job } = await this.#firstTry(name, record)
    for (;;) {
      job ??= await this.#create(request, name, number)
      const startedAt = job.metadata.creationTimestamp ?? new Date(now()).toISOString()
      const tries = (record?.status.tries ?? []).filter(({ finishedAt }) => finishedAt !== undefined)
      await record?.update({
        attempts: number,
        jobName: job.metadata.name,
        startedAt: record.status.startedAt ?? startedAt,
        tries: [...tries, { startedAt }],
      })
      const followed = new FollowedJob(
        { ...this.#options, closed: () => this.#closed, isOutdated: isOutdated(job) },
        job,
        request,
        record,
        onProgress,
      )
      const { outcome, said, pod, node } = await followed.end({ memory, timeoutMs: request.timeoutMs })
      if (this.#closed) return new Promise(() => {})
      reasons.push(outcome.reason)
      await record?.update({
        tries: [
          ...tries,
          {
            startedAt,
            finishedAt: new Date(now()).toISOString(),
            reason: outcome.reason,
            ...(outcome.error && { message: outcome.error.message.slice(0, 4000) }),
            ...(outcome.exitCode !== undefined && { exitCode: outcome.exitCode }),
            ...(pod !== undefined && { pod }),
            ...(node !== undefined && { node }),
          },
        ],
      })
      const next = outcome.reason === 'Succeeded' ? { again: false, delayMs: 0 } : nextTry(reasons, request.retries)
      if (!next.again) return { outcome, said, attempts: reasons.length }
      await record?.update({
        phase: 'Pending',
        reason: `is tried again in ${next.delayMs / 1000} s: ${outcome.error?.message}`.slice(0, 4000),
      })
      await wait(next.delayMs)
      if (this.#closed) return new Promise(() => {})
      number++
      job = undefined
    }
  }

  /** The try to begin with: one that was begun and whose end was not written down, or else a new one. */
  async #firstTry(name: string, record: TrainingRecord | undefined): Promise<{ number: number; job?: ClusterObject }> {
    if (!record) {
      let number = 1
      for (let job = await this.#existing(name, number); job && hasFailed(job); ) job = await this.#existing(name, ++number)
      return { number }
    }
    const { attempts = 0, tries = [] } = record.status
    const last = tries.at(-1)
    if (!last || last.finishedAt !== undefined) return { number: attempts + 1 }
    return { number: attempts, job: await this.#existing(name, attempts) }
  }

  /** The Job of that try, where it is there. */
  #existing(name: string, number: number): Promise<ClusterObject | undefined> {
    const { api, factory } = this.#options
    return api.get({ apiVersion: 'batch/v1', kind: 'Job', namespace: factory().platform.namespace, name: tryName(name, number) })
  }

  /** Makes the Job of a try, with its file and its code first. One of another key under that name would be a bug. */
  async #create(request: JobRequest, name: string, number: number): Promise<ClusterObject> {
    const { api, factory, code, owner } = this.#options
    const { spec } = request
    const codeDir = spec.kind === 'Train' && spec.trainer.runtime === 'command' ? spec.trainer.codeDir : undefined
    const files = codeDir === undefined ? undefined : code(codeDir)
    const { config, job } = jobObjects({ factory: factory(), request, name: tryName(name, number), code: files, owner })
    for (const object of [...(files ? [files.object] : []), config]) await api.create(object).catch(ignoreConflict)
    const made = await api.create(job).catch(ignoreConflict)
    const there = made ?? (await this.#existing(name, number))
    if (there?.metadata.annotations?.[KEY_ANNOTATION] !== request.key)
      throw new Error(`the Job ${tryName(name, number)} is not that of ${request.key}`)
    return there
  }

  #place() {
    const { factory, factoryName, owner, revision } = this.#options
    return { factory: factory(), factoryName, owner, revision: revision?.() }
  }
}

function ignoreConflict(error: unknown): undefined {
  if (!isConflict(error)) throw error
}

function finalStatus(done: JobRecord, said: JobOutcome | undefined): TrainingRunStatus {
  return {
    phase: done.state === 'succeeded' ? 'Succeeded' : 'Failed',
    reason: done.error?.message.slice(0, 4000),
    artifact: done.artifact,
    files: said?.files,
    result: done.result as Record<string, unknown> | undefined,
    error: done.error,
    finishedAt: new Date(done.finishedAt ?? 0).toISOString(),
  }
}
