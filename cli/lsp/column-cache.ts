import type { ColumnReader, KnownColumn } from '../../compiler/columns/columns.js'

/** How long columns are believed, in milliseconds: data changes seldom, and a keystroke must not wait for it. */
const FRESH = 30_000

interface Read {
  readonly at: number
  readonly columns: Promise<Iterable<KnownColumn> | undefined>
}

/** A reader of columns that asks for the same data at most twice a minute, and again once it is told to forget. */
export class ColumnCache {
  readonly #reader: ColumnReader
  readonly #now: () => number
  readonly #known = new Map<string, Read>()

  constructor(reader: ColumnReader, now: () => number = Date.now) {
    this.#reader = reader
    this.#now = now
  }

  readonly read: ColumnReader = (source) => {
    const key = JSON.stringify([source.format, source.path])
    const known = this.#known.get(key)
    if (known !== undefined && this.#now() - known.at < FRESH) return known.columns
    const columns = this.#reader(source).then((items) => items && new Replayed(items))
    this.#known.set(key, { at: this.#now(), columns })
    return columns
  }

  forget(): void {
    this.#known.clear()
  }
}

/** An iterable that may be gone through again. It asks for each item once, and fails each time where it failed. */
class Replayed<T> implements Iterable<T> {
  readonly #seen: T[] = []
  readonly #rest: Iterator<T>
  #end: { readonly error?: unknown } | undefined

  constructor(items: Iterable<T>) {
    this.#rest = items[Symbol.iterator]()
  }

  *[Symbol.iterator](): Generator<T> {
    for (let at = 0; ; at++) {
      if (at === this.#seen.length && !this.#more()) {
        if (this.#end !== undefined && 'error' in this.#end) throw this.#end.error
        return
      }
      yield this.#seen[at] as T
    }
  }

  #more(): boolean {
    if (this.#end !== undefined) return false
    try {
      const next = this.#rest.next()
      if (next.done) this.#end = {}
      else this.#seen.push(next.value)
    } catch (error) {
      this.#end = { error }
    }
    return this.#end === undefined
  }
}
