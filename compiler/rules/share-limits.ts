import { boundOf } from '../graph/bound.js'
import type { Rule } from './context.js'
import { metricLimits } from './metric-limits.js'

/** A share is at most 1: five per cent is 5% or 0.05, not 5. */
export const shareLimits: Rule = ({ spec, report, value }) => {
  for (const { metric, min, max, path } of metricLimits(spec).flat()) {
    if (metric !== 'error_rate' && metric !== 'prediction_churn') continue
    for (const [field, limit] of [
      ['min', min],
      ['max', max],
    ] as const) {
      if (limit === undefined || boundOf(limit) <= 1) continue
      report.error('AF4081', `${metric} is a share between 0 and 1, and ${limit} is above it`, value(...path, field), {
        suggestion: typeof limit === 'number' && limit <= 100 ? `Write ${limit}%.` : 'Write it as a percentage, such as 1%.',
      })
    }
  }
}
