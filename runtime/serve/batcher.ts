/** Work for a model: the rows of one request. It is never split over batches. */
export interface BatchJob {
  readonly rows: number
  /** Nobody waits for it any more: it is dropped when its turn comes. */
  readonly cancelled: boolean
  /** It failed together with others and must run alone, so that one bad request does not fail its neighbours. */
  readonly alone: boolean
}

export interface BatchLimits {
  /** Most rows of one run; a single request may have more and then runs alone. */
  readonly maxBatchSize: number
  /** Milliseconds for which a free worker waits for more rows. 0: it takes what is waiting. */
  readonly maxDelayMs: number
}

/** Clock and timers, passed in. */
export interface BatchTimer {
  now(): number
  /** Calls back when the events at hand are handled: requests that arrived together are taken together. */
  soon(callback: () => void): void
  after(delayMs: number, callback: () => void): void
}

/**
 * Gathers requests that arrive while all workers are busy, and hands each worker that becomes free as many as fit.
 * W is what stands for a worker.
 */
export class Batcher<Job extends BatchJob, W> {
  #limits: BatchLimits
  readonly #timer: BatchTimer
  readonly #run: (worker: W, jobs: Job[], rows: number) => void
  readonly #idle: W[] = []
  #waiting: { job: Job; since: number }[] = []
  #rows = 0
  #scheduled = false
  #wake: number | undefined

  constructor(limits: BatchLimits, timer: BatchTimer, run: (worker: W, jobs: Job[], rows: number) => void) {
    this.#limits = limits
    this.#timer = timer
    this.#run = run
  }

  /** Rows that wait, those of cancelled jobs included. */
  get waitingRows(): number {
    return this.#rows
  }

  set limits(limits: BatchLimits) {
    this.#limits = limits
  }

  submit(job: Job): void {
    this.#waiting.push({ job, since: this.#timer.now() })
    this.#rows += job.rows
    this.#schedule()
  }

  /** Jobs that came back without an answer go to the head of the queue. */
  resubmit(jobs: readonly Job[]): void {
    const since = Number.NEGATIVE_INFINITY
    this.#waiting.unshift(...jobs.map((job) => ({ job, since })))
    for (const job of jobs) this.#rows += job.rows
    this.#schedule()
  }

  /** A worker is ready for a batch. */
  free(worker: W): void {
    this.#idle.push(worker)
    this.#dispatch()
  }

  /** A worker is gone. */
  remove(worker: W): void {
    const at = this.#idle.indexOf(worker)
    if (at >= 0) this.#idle.splice(at, 1)
  }

  /** Takes everything that waits, for a version that can answer no more. */
  takeAll(): Job[] {
    const jobs = this.#waiting.map(({ job }) => job)
    this.#waiting = []
    this.#rows = 0
    return jobs
  }

  #schedule(): void {
    if (this.#scheduled || this.#idle.length === 0) return
    this.#scheduled = true
    this.#timer.soon(() => {
      this.#scheduled = false
      this.#dispatch()
    })
  }

  #dispatch(): void {
    while (this.#idle.length > 0) {
      this.#dropCancelled()
      const first = this.#waiting[0]
      if (!first) return
      const wait = first.since + this.#limits.maxDelayMs - this.#timer.now()
      if (wait > 0 && this.#rows < this.#limits.maxBatchSize && !first.job.alone) {
        this.#wakeAfter(wait, first.since)
        return
      }
      const worker = this.#idle.shift()
      if (worker === undefined) return
      const { jobs, rows } = this.#take()
      this.#run(worker, jobs, rows)
    }
  }

  #take(): { jobs: Job[]; rows: number } {
    const jobs: Job[] = []
    let rows = 0
    let taken = 0
    for (const { job } of this.#waiting) {
      if (job.cancelled) {
        this.#rows -= job.rows
        taken++
        continue
      }
      if (jobs.length > 0 && (job.alone || rows + job.rows > this.#limits.maxBatchSize)) break
      jobs.push(job)
      rows += job.rows
      taken++
      if (job.alone) break
    }
    this.#waiting.splice(0, taken)
    this.#rows -= rows
    return { jobs, rows }
  }

  #dropCancelled(): void {
    let dropped = 0
    for (const { job } of this.#waiting) {
      if (!job.cancelled) break
      this.#rows -= job.rows
      dropped++
    }
    if (dropped > 0) this.#waiting.splice(0, dropped)
  }

  /** One timer for each job that became the first; a later one finds its time or sets the next. */
  #wakeAfter(delayMs: number, since: number): void {
    if (this.#wake === since) return
    this.#wake = since
    this.#timer.after(delayMs, () => {
      this.#wake = undefined
      this.#dispatch()
    })
  }
}
