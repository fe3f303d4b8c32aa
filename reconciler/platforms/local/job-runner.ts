import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactStore } from '../../../schema/artifact-store.js'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { diskFullError } from '../../../schema/disk-full.js'
import type { JobError, JobResult, JobSpec, ProgressLine } from '../../../schema/generated/jobs.js'
import type { JobRecord, Store } from '../../store/store.js'
import type { JobProgress, JobRequest } from '../platform.js'
import { type JobOutcome, JobProcess } from './job-process.js'

/** Jobs whose folder is kept as an artifact; of the others only the result is. */
const KEEPS_ARTIFACT: ReadonlySet<JobSpec['kind']> = new Set(['BuildDataset', 'Train', 'Evaluate', 'BuildTraffic', 'Score'])
/** Jobs that take long and much memory get a process of their own. */
const OWN_PROCESS: ReadonlySet<JobSpec['kind']> = new Set(['Train'])

/** Runs jobs in processes, each key once. A key that succeeded is not run again; one that was cut off is run anew. */
export class JobRunner {
  readonly #store: Store
  readonly #artifacts: ArtifactStore
  readonly #work: string
  readonly #program: string
  readonly #idle: JobProcess[] = []
  readonly #all = new Set<JobProcess>()
  readonly #inFlight = new Map<string, Promise<JobRecord>>()
  #closed = false

  constructor(options: { store: Store; artifacts: ArtifactStore; work: string; program: string }) {
    this.#store = options.store
    this.#artifacts = options.artifacts
    this.#work = options.work
    this.#program = options.program
  }

  run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    const running = this.#inFlight.get(request.key)
    if (running) return running
    const promise = this.#run(request, onProgress).finally(() => this.#inFlight.delete(request.key))
    this.#inFlight.set(request.key, promise)
    return promise
  }

  /**
   * Ends what runs. Its record goes on to say running, and its promise is never settled: to be cut off is no outcome, and
   * the next start takes it up again.
   */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#all].map((process) => process.stop()))
  }

  async #run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    const { key, subject, spec } = request
    const base = { key, kind: spec.kind, subject }
    const before = this.#store.job(key)
    if (before?.state === 'succeeded' && (before.artifact === undefined || this.#artifacts.has(before.artifact))) {
      onProgress({ ...base, state: 'cached' })
      return before
    }
    onProgress({ ...base, state: 'started' })
    const startedAt = Date.now()
    let record: JobRecord = { ...base, state: 'running', attempts: 0, startedAt }
    for (let attempt = 1; ; attempt++) {
      record = { ...record, attempts: attempt }
      this.#store.putJob(record)
      const outcome = await this.#attempt(request, (line) => {
        if (line.type === 'progress') onProgress({ ...base, ...line, state: 'running' })
      })
      if (this.#closed) return new Promise(() => {})
      record = { ...record, ...outcome, finishedAt: Date.now() }
      if (record.state === 'succeeded' || !record.error?.retryable || attempt > request.retries) break
    }
    if (record.state === 'failed') await this.#discard(request)
    this.#store.putJob(record)
    onProgress({ ...base, state: record.state === 'succeeded' ? 'succeeded' : 'failed', message: record.error?.message })
    return record
  }

  /** What a failed job wrote is of no use, and its spec may hold secrets; only its checkpoint is kept, to go on from. */
  async #discard({ key }: JobRequest): Promise<void> {
    const folder = this.#folder(key)
    await rm(join(folder, 'out'), { recursive: true, force: true })
    await rm(join(folder, 'job.json'), { force: true })
    await rmdir(folder).catch(() => {})
  }

  #folder(key: string): string {
    return join(this.#work, key.slice(0, 32))
  }

  async #attempt(
    request: JobRequest,
    onLine: (line: ProgressLine) => void,
  ): Promise<Pick<JobRecord, 'state' | 'artifact' | 'result' | 'error'>> {
    const folder = this.#folder(request.key)
    const outputDir = join(folder, 'out')
    try {
      await rm(outputDir, { recursive: true, force: true })
      await mkdir(outputDir, { recursive: true })
      const places = request.spec.kind === 'Train' ? { outputDir, checkpointDir: join(folder, 'checkpoint') } : { outputDir }
      const specPath = join(folder, 'job.json')
      await writeFile(specPath, JSON.stringify({ ...request.spec, ...places }, null, 1))
      const { ok, error } = await this.#inProcess(request, specPath, onLine)
      if (!ok) return { state: 'failed', error: error ?? (await readJson<JobError>(join(outputDir, 'error.json'))) }
      const result = await readJson<JobResult>(join(outputDir, 'result.json'))
      await rm(join(outputDir, 'result.json'))
      const artifact = KEEPS_ARTIFACT.has(request.spec.kind) ? await this.#artifacts.adopt(outputDir) : undefined
      await rm(folder, { recursive: true, force: true })
      return { state: 'succeeded', result, artifact, error: undefined }
    } catch (thrown) {
      const error = diskFullError(thrown) ?? thrown
      if (!(error instanceof AIFactoryError)) throw error
      const { code, message, hint, detail, retryable } = error
      return { state: 'failed', error: { code, message, hint, detail, retryable } }
    }
  }

  async #inProcess(request: JobRequest, specPath: string, onLine: (line: ProgressLine) => void): Promise<JobOutcome> {
    if (this.#closed) return new Promise(() => {})
    const own = OWN_PROCESS.has(request.spec.kind)
    const process = (own ? undefined : this.#idle.pop()) ?? new JobProcess(this.#program)
    this.#all.add(process)
    try {
      return await process.run(specPath, { onLine, timeoutMs: request.timeoutMs })
    } finally {
      if (own) {
        void process.stop().then(() => this.#all.delete(process))
      } else this.#idle.push(process)
    }
  }
}

async function readJson<T>(path: string): Promise<T> {
  if (!existsSync(path)) throw new AIFactoryError('AF8017', 'the job ended without a result', { retryable: true })
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (cause) {
    throw new AIFactoryError('AF8017', 'the job ended with half a result', { retryable: true, cause })
  }
}
