import { metricName } from '../metric-name.js'
import type { DriftHistory, MonitorView } from '../view-model.js'
import { type Child, h } from './element.js'
import { formatCount, formatMetric, formatTime } from './format.js'

const MOST = 6

/** What one check found, in a line: the one under the cursor, or the latest. */
export function readout(view: MonitorView, cursor: number | undefined): Child[] {
  const index = Math.min(cursor ?? view.checks.length - 1, view.checks.length - 1)
  const at = view.checks[index]
  if (at === undefined) return []
  const drifted = view.drift.flatMap((rule) => furthest(rule, index))
  const more = drifted.length - MOST
  return [
    h('b', {}, formatTime(at)),
    h('span', {}, ` v${view.versions[index]}, ${formatCount(view.rows[index] ?? 0)} rows`),
    view.performance.map(({ metric, values, baselines }) => {
      const value = values[index]
      const baseline = baselines[index]
      return h(
        'span',
        {},
        `${metricName(metric)} ${value === null || value === undefined ? 'not known' : formatMetric(value)}${baseline === null || baseline === undefined ? '' : ` (baseline ${formatMetric(baseline)})`}`,
      )
    }),
    drifted.length === 0 ? h('span', {}, 'no column drifted') : drifted.slice(0, MOST).map((text) => h('span', { class: 'drifted' }, text)),
    more > 0 && h('span', {}, `and ${more} more`),
  ]
}

/** The columns of a rule that drifted at a check, with their values. */
function furthest({ title, columns, usesPValue }: DriftHistory, index: number): string[] {
  return columns
    .filter(({ levels }) => /[345]/.test(levels[index] ?? ''))
    .map(({ column, values }) => ({ column, value: values[index] ?? 0 }))
    .sort((a, b) => (usesPValue ? a.value - b.value : b.value - a.value))
    .map(
      ({ column, value }) =>
        `${column} ${usesPValue ? `${title} p ${value < 0.001 ? '< 0.001' : value.toPrecision(1)}` : `${title} ${Number(value.toPrecision(3))}`}`,
    )
}
