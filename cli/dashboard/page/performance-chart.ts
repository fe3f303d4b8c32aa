import { metricName } from '../metric-name.js'
import type { PerformanceHistory } from '../view-model.js'
import { type ChartPart, type CheckAxis, NARROW } from './check-axis.js'
import { s } from './element.js'
import { formatMetric } from './format.js'
import { linearScale } from './scale.js'

const HEAD = 22
const PLOT = 104
const FOOT = 12

/** A metric of live traffic over the checks, beside the version's own baseline and the limit at which the rule fires. */
export function performanceLines(history: PerformanceHistory, axis: CheckAxis): ChartPart {
  const { metric, values, baselines, limits, verdicts, higherIsBetter } = history
  const known = [...values, ...baselines, ...limits].filter((value) => value !== null)
  const y = linearScale(known, [HEAD + PLOT, HEAD + 4], 3)
  const right = axis.x(axis.count)
  const last = values.findLastIndex((value) => value !== null)
  const newest = values[last] ?? null
  return {
    height: HEAD + PLOT + FOOT,
    title: s(
      'text',
      { class: 'rule-title', x: 0, y: 12 },
      `${metricName(metric)} of live traffic`,
      axis.width >= NARROW &&
        s(
          'tspan',
          { class: 'rule-note' },
          `  ${higherIsBetter ? 'higher' : 'lower'} is better; dashes: the version's baseline; dots: where the rule fires`,
        ),
    ),
    content: [
      y.ticks.map((tick) => [
        s('line', { class: 'grid', x1: axis.left, x2: right, y1: y(tick), y2: y(tick) }),
        s('text', { class: 'tick end', x: axis.left - 8, y: y(tick) + 3.5 }, String(tick)),
      ]),
      known.length === 0 && s('text', { class: 'tick', x: axis.left + 8, y: HEAD + PLOT / 2 }, 'appears once outcomes are known'),
      s('path', { class: 'limit', d: steps(limits, axis, y) }),
      s('path', { class: 'baseline', d: steps(baselines, axis, y) }),
      s('path', { class: 'series', d: line(values, axis, y) }),
      values.map(
        (value, index) =>
          value !== null && verdicts[index] === 'f' && s('circle', { class: 'fired', cx: axis.x(index + 0.5), cy: y(value), r: 2.6 }),
      ),
      newest !== null && s('text', { class: 'newest', x: 0, y: y(newest) + 4 }, formatMetric(newest)),
      newest !== null && s('circle', { class: 'newest-dot', cx: axis.x(last + 0.5), cy: y(newest), r: 3.2 }),
    ],
  }
}

/** A line that breaks where a value is missing. */
function line(values: readonly (number | null)[], axis: CheckAxis, y: (value: number) => number): string {
  let pen = 'M'
  let path = ''
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = 'M'
      continue
    }
    path += `${pen}${axis.x(index + 0.5).toFixed(1)} ${y(value).toFixed(1)}`
    pen = 'L'
  }
  return path
}

/** A level that jumps: flat for as long as the value stays. */
function steps(values: readonly (number | null)[], axis: CheckAxis, y: (value: number) => number): string {
  let path = ''
  let from = 0
  for (let index = 1; index <= values.length; index++) {
    if (values[index] === values[from] && index < values.length) continue
    const value = values[from]
    if (value !== null && value !== undefined) path += `M${axis.x(from).toFixed(1)} ${y(value).toFixed(1)}H${axis.x(index).toFixed(1)}`
    from = index
  }
  return path
}
