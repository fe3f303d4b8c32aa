import type { Store } from '../../reconciler/store/store.js'

/**
 * The clock of the data. It is the system's, plus an offset that a replay of past data leaves behind, so that what was
 * replayed stays recent; while a replay runs, it stands still between steps.
 */
export class DataClock {
  readonly #store: Store
  #offset: number
  #standing: number | undefined

  constructor(store: Store) {
    this.#store = store
    this.#offset = store.document<number>('clock', 'offset') ?? 0
  }

  now(): number {
    return this.#standing ?? Date.now() + this.#offset
  }

  offset(): number {
    return this.#offset
  }

  /** Whether a replay has set it to another time than the system's. */
  get virtual(): boolean {
    return this.#standing !== undefined || this.#offset !== 0
  }

  /** Stands still at a time until it is set again or let go. */
  standAt(time: number): void {
    this.#standing = time
  }

  /** Goes on from a time at the pace of the system's clock, also after a restart. */
  goOnFrom(time: number): void {
    this.#standing = undefined
    this.#offset = time - Date.now()
    this.#store.putDocument('clock', 'offset', this.#offset)
  }
}
