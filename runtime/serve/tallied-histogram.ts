import { Histogram, type HistogramConfiguration, type Registry } from 'prom-client'
import { LATENCY_BOUNDS, type Tally } from './tally.js'

const NAME = 'aifactory_request_duration_seconds'
/** le is the bound of a bucket. */
type Label = 'version' | 'role' | 'le'
const CONFIG: HistogramConfiguration<Label> = {
  name: NAME,
  help: 'Time from a request being read to its answer.',
  labelNames: ['version', 'role'],
  buckets: LATENCY_BOUNDS,
  registers: [],
}

type Collected = ReturnType<Histogram<Label>['get']>

/** Latencies from the tallies: prom-client's histogram itself cannot take counts that were made elsewhere. */
export class TalliedHistogram extends Histogram<Label> {
  readonly #tallies: () => Iterable<Tally>
  /** What get() gives apart from its values. */
  readonly #frame = new Histogram(CONFIG)

  constructor(registry: Registry, tallies: () => Iterable<Tally>) {
    super(CONFIG)
    this.#tallies = tallies
    registry.registerMetric(this)
  }

  override async get(): Collected {
    const frame = await this.#frame.get()
    const values: typeof frame.values = []
    for (const { version, role, buckets, seconds } of this.#tallies()) {
      const labels = { version, role }
      let count = 0
      buckets.forEach((n, i) => {
        count += n
        values.push({ metricName: `${NAME}_bucket`, labels: { ...labels, le: LATENCY_BOUNDS[i] ?? '+Inf' }, value: count })
      })
      values.push({ metricName: `${NAME}_sum`, labels, value: seconds }, { metricName: `${NAME}_count`, labels, value: count })
    }
    return { ...frame, values }
  }

  /** The registry calls this, where it is there, instead of get(). */
  getForPromString(): Collected {
    return this.get()
  }
}
