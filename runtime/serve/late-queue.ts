/** Longest time in milliseconds for which an item waits. */
const LATE_MS = 1

/** Work that nobody waits for: done when its owner has nothing better to do, or soon after at the latest. */
export class LateQueue<T> {
  readonly #handle: (item: T) => void
  #items: T[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(handle: (item: T) => void) {
    this.#handle = handle
  }

  push(item: T): void {
    this.#items.push(item)
    this.#timer ??= setTimeout(() => this.run(), LATE_MS)
  }

  run(): void {
    if (this.#items.length === 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    const items = this.#items
    this.#items = []
    for (const item of items) this.#handle(item)
  }
}
