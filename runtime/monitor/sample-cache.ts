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

  async get(key: string, read: () => Promise<Sample>): Promise<Sample> {
    const known = this.#samples.get(key)
    const sample = known ?? (await read())
    if (!this.#samples.delete(key)) this.#size += distinct(sample)
    this.#samples.set(key, sample)
    for (const [oldest, dropped] of this.#samples) {
      if (this.#size <= this.#capacity) break
      this.#samples.delete(oldest)
      this.#size -= distinct(dropped)
    }
    return sample
  }
}

function distinct(sample: Sample): number {
  return sample.kind === 'numeric' ? sample.values.length : sample.counts.size
}
