import type { Rule } from './context.js'
import { sameRows } from './contradicting-limits.js'
import { metricLimits } from './metric-limits.js'

/** One limit of each kind for a metric: of two, the looser one has no effect. */
export const repeatedLimits: Rule = ({ spec, report, key }) => {
  for (const list of metricLimits(spec)) {
    for (const [index, limit] of list.entries()) {
      for (const field of ['min', 'max', 'versus'] as const) {
        if (limit[field] === undefined) continue
        const first = list.slice(0, index).find((other) => sameRows(other, limit) && other[field] !== undefined)
        if (first === undefined) continue
        report.warning('AF4079', `${limit.metric} has a limit by ${field} already`, key(...limit.path, field), {
          suggestion: 'Keep the one that is meant.',
          related: [{ message: 'the other one', at: key(...first.path, field) }],
        })
      }
    }
  }
}
