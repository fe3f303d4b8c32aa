/** Something that is under way. The links belong to InFlight. */
export interface Flight {
  /** Milliseconds of the clock given to InFlight. */
  readonly startedAt: number
  cancel(status: number, message: string): void
  older: Flight | undefined
  newer: Flight | undefined
}

/**
 * Predictions under way, oldest first: for time limits, for draining, and for flushing the log up to a moment.
 * A linked list whose links are cut on removal. In a Set each request outlived its answer by seconds: V8's hash tables point to
 * their successors, so that one table in the old generation keeps all later ones and what they held.
 */
export class InFlight {
  readonly #now: () => number
  #oldest: Flight | undefined
  #newest: Flight | undefined
  #size = 0
  #waiters: { readonly for: Set<Flight>; readonly resolve: () => void }[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  get size(): number {
    return this.#size
  }

  add(flight: Flight): void {
    flight.older = this.#newest
    if (this.#newest) this.#newest.newer = flight
    else this.#oldest = flight
    this.#newest = flight
    this.#size++
  }

  /** Only once for each that was added. */
  remove(flight: Flight): void {
    const { older, newer } = flight
    if (older) older.newer = newer
    else this.#oldest = newer
    if (newer) newer.older = older
    else this.#newest = older
    flight.older = flight.newer = undefined
    this.#size--
    if (this.#waiters.length === 0) return
    for (const waiter of this.#waiters) if (waiter.for.delete(flight) && waiter.for.size === 0) waiter.resolve()
    this.#waiters = this.#waiters.filter((waiter) => waiter.for.size > 0)
  }

  /** Cancels what has waited longer than its limit. */
  expire(timeoutMs: number): void {
    const latest = this.#now() - timeoutMs
    for (let flight = this.#oldest; flight && flight.startedAt <= latest; ) {
      const { newer } = flight
      flight.cancel(504, `no answer within ${timeoutMs} ms`)
      flight = newer
    }
  }

  /** Waits for everything that is under way at the time of the call. Time limits bound the wait. */
  async settled(): Promise<void> {
    if (this.#size === 0) return
    const all = new Set<Flight>()
    for (let flight = this.#oldest; flight; flight = flight.newer) all.add(flight)
    await new Promise<void>((resolve) => this.#waiters.push({ for: all, resolve }))
  }
}
