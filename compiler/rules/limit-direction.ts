import { lowerIsBetter } from '../../schema/metric-direction.js'
import type { Rule } from './context.js'
import { metricLimits } from './metric-limits.js'

/** A limit keeps bad values out, not good ones. */
export const limitDirection: Rule = ({ spec, report, key }) => {
  for (const { metric, min, max, path } of metricLimits(spec).flat()) {
    const lower = lowerIsBetter(metric)
    const wrong = lower ? 'min' : 'max'
    if ((lower ? min : max) === undefined || (lower ? max : min) !== undefined) continue
    report.warning(
      'AF4080',
      `${lower ? 'lower' : 'higher'} is better for ${metric}, and this limit keeps ${lower ? 'low' : 'high'} values out`,
      key(...path, wrong),
      {
        suggestion: `Use ${lower ? 'max' : 'min'}.`,
      },
    )
  }
}
