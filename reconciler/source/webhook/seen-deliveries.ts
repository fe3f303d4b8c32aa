/** Remembers which deliveries were taken, so that one that is sent again does nothing. Its memory is bounded: the oldest are forgotten first. */
export class SeenDeliveries {
  readonly #most: number
  readonly #ids = new Set<string>()

  constructor(most = 10_000) {
    this.#most = most
  }

  /** True the first time. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > this.#most && oldest !== undefined) this.#ids.delete(oldest)
    return true
  }
}
