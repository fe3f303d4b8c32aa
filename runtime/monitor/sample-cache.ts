import type { Sample } from '../statistics/sample.js'

/**
 * Samples that never change, such as the columns of a content-addressed folder, for a process that compares with them again
 * and again. The ones used longest ago are dropped when there are more than so many distinct values in all.
 */
export class SampleCache {
  readonly #samples = new Map<string, Sample>()
  readonly #capacity: number
  #size = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get(key: string): Sample | undefined {
    const sample = this.#samples.get(key)
    if (sample === undefined) return undefined
    this.#samples.delete(key)
    this.#samples.set(key, sample)
    return sample
  }

  put(key: string, sample: Sample): void {
    const before = this.#samples.get(key)
    if (before !== undefined) this.#size -= distinct(before)
    this.#samples.delete(key)
    this.#samples.set(key, sample)
    this.#size += distinct(sample)
    for (const [oldest, dropped] of this.#samples) {
      if (this.#size <= this.#capacity) break
      this.#samples.delete(oldest)
      this.#size -= distinct(dropped)
    }
  }
}

function distinct(sample: Sample): number {
  return sample.kind === 'numeric' ? sample.values.length : sample.counts.size
}
