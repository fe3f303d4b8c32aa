import { boundOf } from '../graph/bound.js'
import type { Rule } from './context.js'
import { type MetricLimit, metricLimits } from './metric-limits.js'

/** Limits that hold together leave room for a value. */
export const contradictingLimits: Rule = ({ spec, report, value }) => {
  for (const list of metricLimits(spec)) {
    for (const low of list) {
      const high = list.find((other) => other !== low && sameRows(low, other) && other.max !== undefined && isAbove(low.min, other.max))
      if (high === undefined) continue
      report.error('AF4078', `${low.metric} cannot be at least ${low.min} and at most ${high.max}`, value(...low.path, 'min'), {
        suggestion: 'Keep one of the two limits.',
        related: [{ message: 'the other limit', at: value(...high.path, 'max') }],
      })
    }
  }
}

function isAbove(min: MetricLimit['min'], max: string | number): boolean {
  return min !== undefined && boundOf(min) > boundOf(max)
}

export function sameRows(a: MetricLimit, b: MetricLimit): boolean {
  return a.metric === b.metric && JSON.stringify(a.slice ?? {}) === JSON.stringify(b.slice ?? {})
}
