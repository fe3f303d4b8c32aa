import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Outcome } from './outcome.js'

/** What gauges show when they are read. */
export interface ControllerFigures {
  readonly queue: () => number
  readonly busy: () => number
  readonly factories: () => Readonly<Record<'ready' | 'not-ready' | 'suspended', number>>
  readonly objects: () => number
  readonly repositories: () => number
  readonly leader: () => boolean
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Metrics of the controller. Names and labels are stable: docs/operations.md lists them. */
export class ControllerMetrics {
  readonly registry = new Registry()
  readonly #reconciles: Counter<'outcome'>
  readonly #duration: Histogram
  readonly #writes: Counter<'outcome'>
  readonly #corrections: Counter
  readonly #requests: Counter<'method' | 'status'>
  readonly #latency: Histogram<'method'>
  readonly #watchFailures: Counter<'kind'>
  readonly #looks: Counter<'result'>

  constructor(figures: ControllerFigures) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    const counter = <L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> =>
      new Counter({ name, help, labelNames, registers })
    const gauge = (name: string, help: string, value: () => number): Gauge =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value())
        },
      })
    this.#reconciles = counter('aifactory_controller_reconciles_total', 'Attempts to bring a Factory into force, by how they ended.', [
      'outcome',
    ])
    this.#duration = new Histogram({
      name: 'aifactory_controller_reconcile_duration_seconds',
      help: 'Time of an attempt.',
      buckets: SECONDS,
      registers,
    })
    this.#writes = counter('aifactory_controller_objects_written_total', 'Objects that were written or deleted.', ['outcome'])
    this.#corrections = counter('aifactory_controller_drift_corrections_total', 'Objects that were brought back to what git says.')
    this.#requests = counter('aifactory_controller_api_requests_total', 'Requests to the API server; status 0 where none answered.', [
      'method',
      'status',
    ])
    this.#latency = new Histogram({
      name: 'aifactory_controller_api_request_duration_seconds',
      help: 'Time of a request to the API server.',
      labelNames: ['method'],
      buckets: SECONDS,
      registers,
    })
    this.#watchFailures = counter('aifactory_controller_watch_failures_total', 'Watches that broke and were made anew.', ['kind'])
    this.#looks = counter('aifactory_controller_repository_looks_total', 'Looks at repositories.', ['result'])
    gauge('aifactory_controller_queue_length', 'Factories that wait for a worker.', figures.queue)
    gauge('aifactory_controller_workers_busy', 'Workers that work.', figures.busy)
    gauge('aifactory_controller_objects', 'Objects that are kept.', figures.objects)
    gauge('aifactory_controller_repositories', 'Repositories that are followed.', figures.repositories)
    gauge('aifactory_controller_leader', '1 for the replica that works.', () => (figures.leader() ? 1 : 0))
    new Gauge({
      name: 'aifactory_controller_factories',
      help: 'Factories by how they fare.',
      labelNames: ['state'],
      registers,
      collect() {
        for (const [state, count] of Object.entries(figures.factories())) this.set({ state }, count)
      },
    })
  }

  reconciled(outcome: Outcome['kind'], ms: number): void {
    this.#reconciles.inc({ outcome })
    this.#duration.observe(ms / 1_000)
  }

  wrote(outcome: 'created' | 'changed' | 'replaced' | 'deleted'): void {
    this.#writes.inc({ outcome })
  }

  corrected(): void {
    this.#corrections.inc()
  }

  answered({ method, status, ms }: { method: string; status: number; ms: number }): void {
    this.#requests.inc({ method, status: String(status) })
    this.#latency.observe({ method }, ms / 1_000)
  }

  watchFailed(kind: string): void {
    this.#watchFailures.inc({ kind })
  }

  looked(result: 'new' | 'same' | 'failed'): void {
    this.#looks.inc({ result })
  }
}
