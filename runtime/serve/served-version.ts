import type { ModelManifest } from '../../schema/generated/jobs.js'
import { Batcher, type BatchLimits, type BatchTimer } from './batcher.js'
import { encodeBatch, type InferenceJob } from './inference-job.js'
import type { FromWorker, OutputType } from './worker-protocol.js'
import type { StartWorker, WorkerThread } from './worker-thread.js'

export type VersionState = 'loading' | 'ready' | 'draining' | 'failed'

export interface VersionOptions {
  readonly version: number
  readonly digest: string
  readonly dir: string
  readonly threads: number
  readonly limits: BatchLimits
  readonly timer: BatchTimer
  readonly startWorker: StartWorker
  /** Called after each change of state. */
  readonly changed: () => void
  /** Called with the rows of each run. */
  readonly ran?: (rows: number) => void
}

interface Slot {
  thread: WorkerThread | undefined
  loaded: boolean
  running: InferenceJob[]
  restarts: number
}

const LONGEST_BACKOFF_MS = 10_000
const DRAIN_CHECK_MS = 5

/** One version of the model: its worker threads, its queue, and its life from loading to the end of its last request. */
export class ServedVersion {
  readonly version: number
  readonly digest: string
  readonly dir: string
  state: VersionState = 'loading'
  error: string | undefined
  requests = 0
  manifest: ModelManifest | undefined
  outputType: OutputType = 'float32'
  /** Settled when the version has ended: all threads are gone. */
  readonly ended: Promise<void>
  readonly #options: VersionOptions
  readonly #batcher: Batcher<InferenceJob, Slot>
  readonly #slots: Slot[] = []
  #columns = { numbers: 0, texts: 0 }
  #end: () => void = () => {}

  constructor(options: VersionOptions) {
    this.version = options.version
    this.digest = options.digest
    this.dir = options.dir
    this.#options = options
    this.#batcher = new Batcher(options.limits, options.timer, (slot, jobs, rows) => this.#run(slot, jobs, rows))
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    for (let i = 0; i < options.threads; i++) {
      const slot: Slot = { thread: undefined, loaded: false, running: [], restarts: 0 }
      this.#slots.push(slot)
      this.#start(slot)
    }
  }

  get queuedRows(): number {
    return this.#batcher.waitingRows
  }

  set limits(limits: BatchLimits) {
    this.#batcher.limits = limits
  }

  submit(job: InferenceJob): void {
    this.requests++
    this.#batcher.submit(job)
  }

  /** No new requests come: what is under way finishes, then the threads end. */
  drain(): void {
    if (this.state === 'draining') return
    this.state = 'draining'
    this.#options.changed()
    this.#stopWhenIdle()
  }

  get #idle(): boolean {
    return this.#batcher.waitingRows === 0 && this.#slots.every((slot) => slot.running.length === 0)
  }

  #stopWhenIdle(): void {
    if (this.#idle) this.#stopThreads()
    else this.#options.timer.after(DRAIN_CHECK_MS, () => this.#stopWhenIdle())
  }

  #start(slot: Slot): void {
    slot.loaded = false
    slot.thread = this.#options.startWorker(
      { dir: this.dir, digest: this.digest },
      { message: (message) => this.#receive(slot, message), exit: (reason) => this.#exited(slot, reason) },
    )
  }

  #run(slot: Slot, jobs: InferenceJob[], rows: number): void {
    slot.running = jobs
    this.#options.ran?.(rows)
    slot.thread?.post(encodeBatch(jobs, rows, this.#columns))
  }

  #receive(slot: Slot, message: FromWorker): void {
    if (message.kind === 'answer') {
      const jobs = slot.running
      slot.running = []
      this.#batcher.free(slot)
      let offset = 0
      for (const job of jobs) {
        if (!job.cancelled) job.answered(message.answer, offset)
        offset += job.rows
      }
    } else if (message.kind === 'ready') {
      this.#loaded(slot, message.manifest, message.outputType)
    } else if (message.kind === 'error') {
      this.#runFailed(slot, message.message)
    } else {
      this.#fail(message.message)
    }
  }

  #loaded(slot: Slot, manifest: ModelManifest, outputType: OutputType): void {
    const texts = manifest.inputs.filter((input) => input.datatype === 'string').length
    this.#columns = { numbers: manifest.inputs.length - texts, texts }
    this.manifest = manifest
    this.outputType = outputType
    slot.loaded = true
    if (this.state === 'loading' && this.#slots.every((each) => each.loaded)) {
      this.state = 'ready'
      this.error = undefined
      this.#options.changed()
    }
    this.#batcher.free(slot)
  }

  /** Requests that failed together run again alone: one of them may be the reason. */
  #runFailed(slot: Slot, message: string): void {
    const jobs = slot.running
    slot.running = []
    if (jobs.length > 1) {
      for (const job of jobs) job.alone = true
      this.#batcher.resubmit(jobs)
    } else {
      for (const job of jobs) if (!job.cancelled) job.failed(message)
    }
    this.#batcher.free(slot)
  }

  #exited(slot: Slot, reason: string | undefined): void {
    const jobs = slot.running
    slot.thread = undefined
    slot.running = []
    slot.loaded = false
    this.#batcher.remove(slot)
    const again = jobs.filter((job) => job.crashes === 0)
    for (const job of jobs) {
      job.alone = true
      if (job.crashes++ > 0 && !job.cancelled) job.failed('the model stopped while it ran this request')
    }
    this.#batcher.resubmit(again)
    if (this.state === 'failed' || (this.state === 'draining' && this.#idle)) {
      this.#giveUp()
      return
    }
    this.error = `the model's thread stopped${reason ? `: ${reason}` : ''}`
    if (this.state === 'ready') {
      this.state = 'loading'
      this.#options.changed()
    }
    const delay = Math.min(LONGEST_BACKOFF_MS, 50 * 2 ** slot.restarts++)
    this.#options.timer.after(delay, () => {
      if (this.state === 'failed' || (this.state === 'draining' && this.#idle)) this.#giveUp()
      else this.#start(slot)
    })
  }

  #fail(message: string): void {
    if (this.state === 'draining') return
    this.state = 'failed'
    this.error = message
    this.#stopThreads()
    this.#options.changed()
  }

  #stopThreads(): void {
    for (const slot of this.#slots) slot.thread?.stop()
    this.#giveUp()
  }

  /** Once all threads are gone, what still waits is told so. */
  #giveUp(): void {
    if (this.#slots.some((slot) => slot.thread)) return
    for (const job of this.#batcher.takeAll()) if (!job.cancelled) job.failed(this.error ?? 'the model was stopped')
    this.#end()
  }
}
