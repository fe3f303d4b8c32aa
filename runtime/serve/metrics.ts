import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { TalliedHistogram } from './tallied-histogram.js'
import { BATCH_BOUNDS, BatchTally, LATENCY_BOUNDS, Tally } from './tally.js'

export interface VersionGauges {
  readonly version: number
  readonly ready: boolean
  readonly queuedRows: number
}

/** Look-ups of one feature view. */
export interface ViewTally {
  lookups: number
  missing: number
}

/** The server's metrics, in the text format of Prometheus. Their names and labels are a contract with dashboards and alert rules. */
export class Metrics {
  readonly registry = new Registry()
  readonly #tallies = new Map<string, Tally>()
  readonly #batches = new Map<number, BatchTally>()
  readonly #views = new Map<string, ViewTally>()
  /** Requests that no version took, by status. */
  readonly refused = new Map<number, number>()
  readonly mirrorsDropped = this.#counter('aifactory_mirrors_dropped_total', 'Mirrored requests left out: too many were waiting.', [
    'version',
  ])
  readonly logged = this.#counter('aifactory_log_records_total', 'Records written to the inference log.')
  readonly logDropped = this.#counter('aifactory_log_dropped_total', 'Records that could not be written to the inference log.')
  /** Gauges are read from the server when they are asked for. */
  constructor(read: { versions(): readonly VersionGauges[]; generation(): number; inFlight(): number }) {
    collectDefaultMetrics({ register: this.registry })
    const { refused } = this
    const tallies = this.#tallies
    const views = this.#views
    this.#collected(
      'aifactory_requests_total',
      'Inference requests by version, role and HTTP status.',
      ['version', 'role', 'code'],
      (counter) => {
        for (const { version, role, codes } of tallies.values()) for (const [code, n] of codes) counter.inc({ version, role, code }, n)
        for (const [code, n] of refused) counter.inc({ version: '', role: '', code }, n)
      },
    )
    this.#collected('aifactory_rows_total', 'Rows predicted.', ['version', 'role'], (counter) => {
      for (const { version, role, rows } of tallies.values()) counter.inc({ version, role }, rows)
    })
    this.#collected('aifactory_online_feature_lookups_total', 'Look-ups of a feature view in the online store.', ['view'], (counter) => {
      for (const [view, { lookups }] of views) counter.inc({ view }, lookups)
    })
    this.#collected('aifactory_online_feature_missing_total', 'Look-ups for which the online store had no values.', ['view'], (counter) => {
      for (const [view, { missing }] of views) counter.inc({ view }, missing)
    })
    new TalliedHistogram(this.registry, {
      name: 'aifactory_request_duration_seconds',
      help: 'Time from a request being read to its answer.',
      labelNames: ['version', 'role'],
      bounds: LATENCY_BOUNDS,
      read: () =>
        Array.from(tallies.values(), ({ version, role, buckets, seconds }) => ({ labels: { version, role }, buckets, sum: seconds })),
    })
    const batches = this.#batches
    new TalliedHistogram(this.registry, {
      name: 'aifactory_batch_rows',
      help: 'Rows of each run of a model.',
      labelNames: ['version'],
      bounds: BATCH_BOUNDS,
      read: () => Array.from(batches.values(), ({ version, buckets, rows }) => ({ labels: { version }, buckets, sum: rows })),
    })
    this.#gauge('aifactory_queue_rows', 'Rows that wait for a worker.', ['version'], (gauge) => {
      for (const { version, queuedRows } of read.versions()) gauge.set({ version }, queuedRows)
    })
    this.#gauge('aifactory_model_ready', 'Whether a version is ready to answer.', ['version'], (gauge) => {
      for (const { version, ready } of read.versions()) gauge.set({ version }, ready ? 1 : 0)
    })
    this.#gauge('aifactory_config_generation', 'Generation of the configuration in force.', [], (gauge) => gauge.set(read.generation()))
    this.#gauge('aifactory_requests_in_flight', 'Predictions under way.', [], (gauge) => gauge.set(read.inFlight()))
  }

  tally(version: string, role: string): Tally {
    const key = `${version} ${role}`
    const known = this.#tallies.get(key)
    if (known) return known
    const tally = new Tally(version, role)
    this.#tallies.set(key, tally)
    return tally
  }

  /** Counts a run of a version's model. */
  ran(version: number, rows: number): void {
    const tally = this.#batches.get(version) ?? new BatchTally(version)
    this.#batches.set(version, tally)
    tally.record(rows)
  }

  view(name: string): ViewTally {
    const known = this.#views.get(name)
    if (known) return known
    const view = { lookups: 0, missing: 0 }
    this.#views.set(name, view)
    return view
  }

  refuse(status: number): void {
    this.refused.set(status, (this.refused.get(status) ?? 0) + 1)
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #collected(name: string, help: string, labelNames: string[], fill: (counter: Counter) => void): void {
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset()
        fill(this)
      },
    })
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
