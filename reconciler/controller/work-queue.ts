/** When something is to be worked on. Urgent work overtakes what waits for no particular reason. */
export type Urgency = 'urgent' | 'routine'

export interface WorkQueueOptions {
  /** How many keys are worked on at a time. */
  readonly workers: number
  /** Works on a key; what it returns says when to come back. */
  readonly work: (key: string) => Promise<Verdict>
  /** Told of what `work` threw: a bug, or a failure that it did not foresee. */
  readonly onError: (key: string, error: unknown) => void
  readonly now?: () => number
}

export interface Verdict {
  /** failed: again after a pause that grows with each failure. */
  readonly outcome: 'done' | 'failed'
  /** Come back after so long, in milliseconds. */
  readonly after?: number
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000

/** A pause that doubles with each failure in a row. */
export const pauseAfter = (failures: number): number => Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)

/**
 * Keys to work on, each by one worker at a time. What fails waits on a timer, not in a worker, so that ever so many failing
 * keys leave the workers to the others. Adding a key that waits changes nothing; one that is being worked on comes up again.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions
  readonly #now: () => number
  readonly #waiting: Record<Urgency, Set<string>> = { urgent: new Set(), routine: new Set() }
  readonly #busy = new Set<string>()
  readonly #again = new Map<string, Urgency>()
  readonly #timers = new Map<string, { timer: NodeJS.Timeout; at: number }>()
  readonly #failures = new Map<string, number>()
  #stopped = false
  #idle: (() => void)[] = []

  constructor(options: WorkQueueOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** Keys that wait for a worker. */
  get length(): number {
    return this.#waiting.urgent.size + this.#waiting.routine.size
  }

  get busy(): number {
    return this.#busy.size
  }

  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0
  }

  add(key: string, urgency: Urgency = 'routine'): void {
    if (this.#stopped) return
    if (this.#busy.has(key)) {
      if (this.#again.get(key) !== 'urgent') this.#again.set(key, urgency)
      return
    }
    this.#cancel(key)
    if (this.#waiting.urgent.has(key)) return
    if (urgency === 'urgent') this.#waiting.routine.delete(key)
    this.#waiting[urgency].add(key)
    this.#start()
  }

  /** Adds a key later, unless it is to come up before that. */
  addAfter(key: string, ms: number): void {
    const at = this.#now() + ms
    const planned = this.#timers.get(key)
    if (this.#stopped || (planned && planned.at <= at)) return
    this.#cancel(key)
    const timer = setTimeout(() => {
      this.#timers.delete(key)
      this.add(key)
    }, ms)
    this.#timers.set(key, { timer, at })
  }

  /** Forgets failures and plans of a key that is gone. */
  forget(key: string): void {
    this.#cancel(key)
    this.#failures.delete(key)
  }

  /** Begins nothing more, and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const { timer } of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#waiting.urgent.clear()
    this.#waiting.routine.clear()
    if (this.#busy.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #cancel(key: string): void {
    clearTimeout(this.#timers.get(key)?.timer)
    this.#timers.delete(key)
  }

  #start(): void {
    while (!this.#stopped && this.#busy.size < this.#options.workers) {
      const set = this.#waiting.urgent.size > 0 ? this.#waiting.urgent : this.#waiting.routine
      const [key] = set
      if (key === undefined) return
      set.delete(key)
      this.#busy.add(key)
      void this.#work(key)
    }
  }

  async #work(key: string): Promise<void> {
    const verdict = await this.#options.work(key).catch((error: unknown): Verdict => {
      this.#options.onError(key, error)
      return { outcome: 'failed' }
    })
    this.#busy.delete(key)
    if (verdict.outcome === 'failed') {
      const failures = this.failuresOf(key) + 1
      this.#failures.set(key, failures)
      this.addAfter(key, verdict.after ?? pauseAfter(failures))
    } else {
      this.#failures.delete(key)
      if (verdict.after !== undefined) this.addAfter(key, verdict.after)
    }
    const again = this.#again.get(key)
    this.#again.delete(key)
    if (again !== undefined) this.add(key, again)
    this.#start()
    if (this.#busy.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
