import { fractionOf } from '../../schema/duration.js'
import type { AnalysisMetric, Rollout } from '../../schema/generated/aifactory.js'
import { entries, entry, items, type Rule } from './context.js'

/** A strategy can decide: an A/B test by an interval, and what both versions must answer by requests that both get. */
export const rolloutStrategy: Rule = ({ spec, report, key, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    if (rollout === undefined) continue
    const path = ['endpoints', name, 'rollout'] as const
    if (rollout.strategy === 'ab' && !decides(rollout)) {
      report.error('AF4191', 'no analysis behind setWeight decides which of the two versions is better', value(...path, 'strategy'), {
        suggestion: 'Add an analysis with a metric that has versus: champion and confidence: 95%.',
      })
    }
    let mirrored = rollout.strategy === 'shadow'
    let share = 0
    for (const [index, { mirror, setWeight, analysis }] of items(rollout.steps)) {
      if (mirror !== undefined) mirrored = fractionOf(mirror) > 0
      if (setWeight !== undefined) {
        share = fractionOf(setWeight)
        mirrored = false
      }
      if (analysis === undefined) continue
      const at = value(...path, 'steps', index, 'analysis')
      for (const [place, { metric, versus }] of items(entry(rollout.analysis, analysis)?.metrics)) {
        const related = [{ message: 'the metric', at: value(...path, 'analysis', analysis, 'metrics', place, 'metric') }]
        if (isPaired(metric) && !mirrored) {
          report.error('AF4192', `${metric} compares answers to the same requests, and none is mirrored here`, at, {
            suggestion: 'Put { mirror: 100% } before it.',
            related,
          })
        } else if (versus === 'champion' && share === 1) {
          report.error('AF4193', `with all requests at the new version, ${metric} of the champion is not known`, at, {
            suggestion: 'Compare before { setWeight: 100% }, or use min, max or successCondition.',
            related,
          })
        }
      }
    }
    for (const [analysis, { metrics }] of entries(rollout.analysis)) {
      for (const [place, { metric, by, versus }] of items(metrics)) {
        const at = [...path, 'analysis', analysis, 'metrics', place] as const
        if (by !== undefined && !isPaired(metric))
          report.error('AF4194', `${metric} is not measured by the values of an input`, key(...at, 'by'), {
            suggestion: 'Leave by out, or use prediction_churn or prediction_difference.',
          })
        if (versus !== undefined && isPaired(metric))
          report.error('AF4194', `${metric} is a comparison with the champion already`, key(...at, 'versus'), {
            suggestion: 'Use max.',
          })
      }
    }
  }
}

function decides({ steps = [], analysis = {} }: Rollout): boolean {
  const weight = steps.findIndex(({ setWeight }) => setWeight !== undefined && fractionOf(setWeight) > 0)
  return (
    weight >= 0 && steps.slice(weight).some((step) => step.analysis !== undefined && entry(analysis, step.analysis)?.metrics.some(stops))
  )
}

/** What may be looked at any time, and therefore stop a test. */
function stops({ versus, confidence }: AnalysisMetric): boolean {
  return versus === 'champion' && confidence !== undefined
}

function isPaired(metric: string): boolean {
  return metric === 'prediction_churn' || metric === 'prediction_difference'
}
