import { Histogram, type Registry } from 'prom-client'

/** Observations of one set of labels. */
export interface HistogramCounts<Label extends string> {
  readonly labels: Readonly<Record<Label, string | number>>
  /** Observations up to each bound, not cumulative; the last is above all bounds. */
  readonly buckets: ArrayLike<number>
  readonly sum: number
}

export interface HistogramOptions<Label extends string> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly Label[]
  readonly bounds: readonly number[]
  read(): Iterable<HistogramCounts<Label>>
}

type Collected = ReturnType<Histogram['get']>

/** A histogram whose counts are kept elsewhere, in plain numbers: prom-client's own hashes the labels of each observation. */
export class TalliedHistogram<Label extends string> extends Histogram {
  readonly #options: HistogramOptions<Label>
  /** What get() gives apart from its values. */
  readonly #frame: Histogram

  constructor(registry: Registry, options: HistogramOptions<Label>) {
    const { name, help, labelNames, bounds } = options
    const config = { name, help, labelNames: [...labelNames], buckets: [...bounds], registers: [] }
    super(config)
    this.#options = options
    this.#frame = new Histogram(config)
    registry.registerMetric(this)
  }

  override async get(): Collected {
    const { name, bounds, read } = this.#options
    const frame = await this.#frame.get()
    const values: typeof frame.values = []
    for (const { labels, buckets, sum } of read()) {
      let count = 0
      for (let i = 0; i <= bounds.length; i++) {
        count += buckets[i] ?? 0
        values.push({ metricName: `${name}_bucket`, labels: { ...labels, le: bounds[i] ?? '+Inf' }, value: count })
      }
      values.push({ metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: count })
    }
    return { ...frame, values }
  }

  /** The registry calls this, where it is there, instead of get(). */
  getForPromString(): Collected {
    return this.get()
  }
}

/** Index of the bucket that an observation belongs to. */
export function bucketOf(bounds: readonly number[], value: number): number {
  let bucket = 0
  while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++
  return bucket
}
