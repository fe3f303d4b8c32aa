import type { LinkedMonitor } from '../../compiler/graph/factory.js'
import type { MonitorState } from '../../reconciler/decide/monitoring.js'
import { nextTick } from '../../reconciler/decide/schedule.js'
import type { Store } from '../../reconciler/store/store.js'
import { formatDuration } from '../../schema/duration.js'
import type { DriftReport } from '../../schema/generated/jobs.js'
import { driftHistory, performanceHistory } from './monitor-history.js'
import { ruleViews } from './rule-view.js'
import type { MonitorView, Verdict } from './view-model.js'

/** One monitor: what its checks have found over time, and what the latest says. */
export function monitorView(monitor: LinkedMonitor, from: { store: Store; now: number; reports: readonly DriftReport[] }): MonitorView {
  const { store, now, reports } = from
  const state = store.document<MonitorState>('monitor', monitor.name)
  const latest = reports.at(-1)
  const rules = latest ? ruleViews(monitor, latest, state) : []
  const { reference } = monitor
  return {
    name: monitor.name,
    endpoint: monitor.endpoint,
    reference:
      reference.kind === 'training'
        ? 'training data'
        : `the ${formatDuration(reference.windowMs)} up to ${formatDuration(reference.offsetMs)} before`,
    window: formatDuration(monitor.current.windowMs),
    nextCheck: nextTick(monitor.schedule, now) ?? null,
    latest: latest
      ? {
          at: Date.parse(latest.asOf),
          version: latest.version,
          rows: latest.rows,
          verdict: together(rules.map(({ verdict }) => verdict)),
          rules,
        }
      : null,
    checks: reports.map(({ asOf }) => Date.parse(asOf)),
    versions: reports.map(({ version }) => version),
    rows: reports.map(({ rows }) => rows),
    drift: monitor.drift.map((rule) => driftHistory(rule, reports)),
    performance: monitor.performance.map((rule) => performanceHistory(rule, reports)),
  }
}

/** One rule that fires is a failure, whatever the others lack; passing takes evidence for every rule. */
export function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail'
  if (verdicts.every((verdict) => verdict === 'no-data')) return 'no-data'
  return verdicts.every((verdict) => verdict === 'pass') ? 'pass' : 'inconclusive'
}
