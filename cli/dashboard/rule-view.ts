import type { LinkedMonitor } from '../../compiler/graph/factory.js'
import type { MonitorState } from '../../reconciler/decide/monitoring.js'
import type { DriftReport, DriftRuleResult } from '../../schema/generated/jobs.js'
import { METHOD_NAMES } from './method-names.js'
import { metricName } from './metric-name.js'
import type { RuleView } from './view-model.js'

/** Every rule of a monitor with what the latest check says of it. Rules that came later than the check are left out. */
export function ruleViews(monitor: LinkedMonitor, report: DriftReport, state: MonitorState | undefined): RuleView[] {
  const streak = (id: string): number => state?.streaks[id] ?? 0
  const drift = monitor.drift.flatMap((rule): RuleView[] => {
    const found = report.rules.find(({ id }) => id === rule.id)
    if (!found) return []
    const [only, ...more] = rule.columns
    const subject = more.length === 0 ? only : `${rule.columns.length} columns`
    return [
      {
        id: rule.id,
        kind: 'drift',
        title: `${METHOD_NAMES[rule.method]} of ${subject}`,
        verdict: found.verdict,
        message: found.message ?? '',
        drifted: driftedColumns(found),
        streak: streak(rule.id),
        needed: rule.for,
        actions: rule.actions,
      },
    ]
  })
  const performance = monitor.performance.flatMap((rule): RuleView[] => {
    const found = report.performance.find(({ id }) => id === rule.id)
    if (!found) return []
    const { id, verdict, message = '' } = found
    const title = `${metricName(found.metric)} of live traffic`
    return [{ id, kind: 'decay', title, verdict, message, drifted: [], streak: streak(id), needed: rule.for, actions: rule.actions }]
  })
  const quality = report.quality.map(({ expectation, verdict, message }, index): RuleView => {
    const columns = expectation.columns ?? (expectation.column === undefined ? [] : [expectation.column])
    return {
      id: `quality[${index}]`,
      kind: 'quality',
      title: `${expectation.expect.replaceAll('_', ' ')} ${columns.join(', ')}`.trim(),
      verdict,
      message,
      drifted: [],
      streak: streak(`quality[${index}]`),
      needed: 1,
      actions: expectation.actions ?? ['alert'],
    }
  })
  return [...drift, ...performance, ...quality]
}

/** Columns beyond their threshold, the furthest first. */
function driftedColumns({ columns }: DriftRuleResult): string[] {
  const far = ({ statistic = 0, threshold = 1 }: DriftRuleResult['columns'][number]): number => statistic / threshold
  return columns
    .filter(({ verdict }) => verdict === 'fail')
    .sort((a, b) => far(b) - far(a))
    .map(({ column }) => column)
}
