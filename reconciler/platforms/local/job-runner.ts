import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { JobError, JobResult, JobSpec, ProgressLine } from '../../../schema/generated/jobs.js'
import type { JobRecord, Store } from '../../store/store.js'
import type { JobProgress, JobRequest } from '../platform.js'
import type { ArtifactStore } from './artifacts.js'
import { JobProcess } from './job-process.js'

/** Jobs whose folder is kept as an artifact; of the others only the result is. */
const KEEPS_ARTIFACT: ReadonlySet<JobSpec['kind']> = new Set(['BuildDataset', 'Train', 'Evaluate'])
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
   * Kills what runs. Its record goes on to say running, and its promise is never settled: to be cut off is no outcome, and
   * the next start takes it up again.
   */
  close(): void {
    this.#closed = true
    for (const process of this.#all) process.stop()
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
    this.#store.putJob(record)
    onProgress({ ...base, state: record.state === 'succeeded' ? 'succeeded' : 'failed', message: record.error?.message })
    return record
  }

  async #attempt(
    request: JobRequest,
    onLine: (line: ProgressLine) => void,
  ): Promise<Pick<JobRecord, 'state' | 'artifact' | 'result' | 'error'>> {
    const folder = join(this.#work, request.key.slice(0, 32))
    const outputDir = join(folder, 'out')
    try {
      await rm(outputDir, { recursive: true, force: true })
      await mkdir(outputDir, { recursive: true })
      const places = request.spec.kind === 'Train' ? { outputDir, checkpointDir: join(folder, 'checkpoint') } : { outputDir }
      const specPath = join(folder, 'job.json')
      await writeFile(specPath, JSON.stringify({ ...request.spec, ...places }, null, 1))
      const ok = await this.#inProcess(request, specPath, onLine)
      if (!ok) return { state: 'failed', error: await readJson<JobError>(join(outputDir, 'error.json')) }
      const result = await readJson<JobResult>(join(outputDir, 'result.json'))
      await rm(join(outputDir, 'result.json'))
      const artifact = KEEPS_ARTIFACT.has(request.spec.kind) ? await this.#artifacts.adopt(outputDir) : undefined
      await rm(folder, { recursive: true, force: true })
      return { state: 'succeeded', result, artifact, error: undefined }
    } catch (error) {
      if (error instanceof AIFactoryError) {
        return {
          state: 'failed',
          error: { code: error.code, message: error.message, hint: error.hint, detail: error.detail, retryable: error.retryable },
        }
      }
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
        return {
          state: 'failed',
          error: { code: 'AF8005', message: 'the disk is full', hint: 'Free some space; finished stages are kept.' },
        }
      }
      throw error
    }
  }

  async #inProcess(request: JobRequest, specPath: string, onLine: (line: ProgressLine) => void): Promise<boolean> {
    if (this.#closed) return new Promise(() => {})
    const own = OWN_PROCESS.has(request.spec.kind)
    const process = (own ? undefined : this.#idle.pop()) ?? new JobProcess(this.#program)
    this.#all.add(process)
    try {
      return await process.run(specPath, { onLine, timeoutMs: request.timeoutMs })
    } finally {
      if (own) {
        process.stop()
        this.#all.delete(process)
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
