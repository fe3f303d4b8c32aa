import { durationMillis, formatDuration } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, items, type Rule } from './context.js'
import { metricFacts } from './metric-ranges.js'

/** An analysis of quality waits until outcomes arrive, and may. */
export const outcomeTime: Rule = ({ spec, report, value }) => {
  for (const [name, { groundTruth, rollout }] of entries(spec.endpoints)) {
    const { delay } = groundTruth ?? {}
    if (delay === undefined) continue
    const deadline = rollout?.deadline ?? DEFAULTS.Rollout.deadline
    const related = [{ message: 'the delay of outcomes', at: value('endpoints', name, 'groundTruth', 'delay') }]
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      for (const [index, { metric, interval, inconclusiveLimit }] of items(metrics)) {
        if (metricFacts(metric) === undefined) continue
        const at = value('endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index, 'metric')
        const { interval: usual, inconclusiveLimit: limit } = DEFAULTS.AnalysisMetric
        const patience = durationMillis(interval ?? usual) * ((inconclusiveLimit ?? limit) + 1)
        if (durationMillis(delay) >= durationMillis(deadline)) {
          report.error('AF4069', `outcomes arrive after ${delay}, and the rollout ends after ${deadline}`, at, {
            suggestion: 'Set a later deadline, or measure error_rate, latency or prediction_psi.',
            related,
          })
        } else if (patience < durationMillis(delay)) {
          report.error('AF4070', `this gives up after ${formatDuration(patience)} without outcomes, which take ${delay}`, at, {
            suggestion: 'Raise inconclusiveLimit, or lengthen the interval.',
            related,
          })
        }
      }
    }
  }
}
