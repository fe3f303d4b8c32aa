import type { MonitorState } from '../../reconciler/decide/monitoring.js'
import type { Store } from '../../reconciler/store/store.js'
import type { DriftReport } from '../../schema/generated/jobs.js'

/** Checks that the page shows: more than a year of daily ones. */
const SHOWN = 400

/** A monitor's latest reports, oldest first, read again only after another check: hundreds of reports take a while to parse. */
export class ReportCache {
  readonly #store: Store
  readonly #kept = new Map<string, { seen: number | undefined; reports: readonly DriftReport[] }>()

  constructor(store: Store) {
    this.#store = store
  }

  of(monitor: string): readonly DriftReport[] {
    const seen = this.#store.document<MonitorState>('monitor', monitor)?.seen
    const kept = this.#kept.get(monitor)
    if (kept && kept.seen === seen) return kept.reports
    const reports = this.#store.reports<DriftReport>(monitor, SHOWN)
    this.#kept.set(monitor, { seen, reports })
    return reports
  }
}
