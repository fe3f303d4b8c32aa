import { entries, items, type Rule } from './context.js'
import { metricFacts } from './metric-ranges.js'

const SHARE = { least: 0, most: 1 }

/** A condition on a result holds for some values of the metric, and not for all. */
export const successConditions: Rule = ({ spec, report, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      for (const [index, { metric, successCondition }] of items(metrics)) {
        const range = metric === 'error_rate' || metric === 'prediction_churn' ? SHARE : metricFacts(metric)
        if (successCondition === undefined || range === undefined) continue
        const outcome = outcomeOf(successCondition, range)
        if (outcome === 'some') continue
        report.error(
          'AF4082',
          `${metric} is between ${range.least} and ${range.most}, so that ${successCondition} ${outcome === 'never' ? 'never holds' : 'always holds'}`,
          value('endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index, 'successCondition'),
        )
      }
    }
  }
}

function outcomeOf(condition: string, { least, most }: { least: number; most: number }): 'never' | 'always' | 'some' {
  const [, operator = '', text = ''] = /(<=|>=|==|<|>)\s*(-?[0-9.]+)$/.exec(condition) ?? []
  const limit = Number(text)
  const holds = (value: number) =>
    ({ '<': value < limit, '<=': value <= limit, '>': value > limit, '>=': value >= limit, '==': value === limit })[operator] ?? false
  if (operator === '==') return limit < least || limit > most ? 'never' : 'some'
  if (holds(least) && holds(most)) return 'always'
  return holds(least) || holds(most) ? 'some' : 'never'
}
