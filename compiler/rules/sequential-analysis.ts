import { entries, type Rule } from './context.js'

/** Measures of which no interval is known that is right at all looks together. */
const WITHOUT_SEQUENCE = ['prediction_psi', 'prediction_churn', 'prediction_difference', 'pr_auc', 'ece']

/** Confidence in an analysis is for metrics that have an interval for it. */
export const sequentialAnalysis: Rule = ({ spec, report, key, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      metrics.forEach(({ metric, confidence, maxRatio }, index) => {
        if (confidence === undefined) return
        const at = ['endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index] as const
        if (WITHOUT_SEQUENCE.includes(metric)) {
          report.error('AF4190', `there is no interval of ${metric} that may be looked at any time`, key(...at, 'confidence'), {
            suggestion: 'Leave confidence out, or use roc_auc, log_loss, brier, accuracy, mae, rmse, error_rate or a latency.',
          })
        } else if (maxRatio !== undefined && metric !== 'error_rate' && !metric.startsWith('latency_')) {
          report.error('AF4190', `with confidence, ${metric} is compared by its difference`, key(...at, 'maxRatio'), {
            suggestion: 'Use minDelta.',
          })
        }
        const share = Number.parseFloat(confidence) / 100
        if (!(share > 0 && share < 1))
          report.error('AF4190', `nothing is known with a confidence of ${confidence}`, value(...at, 'confidence'), {
            suggestion: 'Use 95%.',
          })
      })
    }
  }
}
