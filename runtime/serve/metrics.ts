import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Seconds. Fine around the few milliseconds in which small models answer. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

export interface VersionGauges {
  readonly version: number
  readonly ready: boolean
  readonly queuedRows: number
}

/** The server's metrics, in the format of Prometheus. Their names and labels are a contract with dashboards and alert rules. */
export class Metrics {
  readonly registry = new Registry()
  readonly requests = this.#counter(
    'aifactory_requests_total',
    'Inference requests by version, role and HTTP status; mirrors count as 200 or 500.',
    ['version', 'role', 'code'],
  )
  readonly rows = this.#counter('aifactory_rows_total', 'Rows predicted.', ['version', 'role'])
  readonly mirrorsDropped = this.#counter('aifactory_mirrors_dropped_total', 'Mirrored requests left out because too many were waiting.', [
    'version',
  ])
  readonly lookups = this.#counter('aifactory_online_feature_lookups_total', 'Look-ups of a feature view in the online store.', ['view'])
  readonly missing = this.#counter('aifactory_online_feature_missing_total', 'Look-ups for which the online store had no values.', ['view'])
  readonly logged = this.#counter('aifactory_log_records_total', 'Records written to the inference log.', [])
  readonly logDropped = this.#counter('aifactory_log_dropped_total', 'Records that could not be written to the inference log.', [])
  readonly duration = new Histogram({
    name: 'aifactory_request_duration_seconds',
    help: 'Time from a request being read to its answer.',
    labelNames: ['version', 'role'],
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  })
  readonly batch = new Histogram({
    name: 'aifactory_batch_rows',
    help: 'Rows of each run of a model.',
    labelNames: ['version'],
    buckets: BATCH_BUCKETS,
    registers: [this.registry],
  })

  /** Gauges are read from the server when they are asked for. */
  constructor(read: { versions(): readonly VersionGauges[]; generation(): number; inFlight(): number }) {
    collectDefaultMetrics({ register: this.registry })
    this.#gauge('aifactory_queue_rows', 'Rows that wait for a worker.', ['version'], (gauge) => {
      for (const { version, queuedRows } of read.versions()) gauge.set({ version }, queuedRows)
    })
    this.#gauge('aifactory_model_ready', 'Whether a version is ready to answer.', ['version'], (gauge) => {
      for (const { version, ready } of read.versions()) gauge.set({ version }, ready ? 1 : 0)
    })
    this.#gauge('aifactory_config_generation', 'Generation of the configuration in force.', [], (gauge) => gauge.set(read.generation()))
    this.#gauge('aifactory_requests_in_flight', 'Requests that wait for their answer.', [], (gauge) => gauge.set(read.inFlight()))
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #gauge(name: string, help: string, labelNames: string[], set: (gauge: Gauge) => void): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset()
        set(this)
      },
    })
  }
}
