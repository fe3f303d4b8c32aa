import type { PerformanceRuleResult, PerformanceRuleSpec } from '../../schema/generated/jobs.js'
import { improvement } from '../evaluate/metrics/compute-metrics.js'

export interface MeasuredPerformance {
  /** Absent where the metric is not defined on the outcomes. */
  readonly value?: number
  /** The version's value on its test rows. */
  readonly baseline?: number
  /** Outcomes. */
  readonly samples: number
}

/** The verdict of a performance rule: fails outside min and max (included), and where the loss against the baseline is above by. */
export function judgePerformance(rule: PerformanceRuleSpec, { value, baseline, samples }: MeasuredPerformance): PerformanceRuleResult {
  const result = (verdict: PerformanceRuleResult['verdict'], message: string): PerformanceRuleResult => ({
    id: rule.id,
    metric: rule.metric,
    verdict,
    ...(value === undefined ? {} : { value }),
    ...(baseline === undefined ? {} : { baseline }),
    samples,
    message,
  })
  if (samples === 0) return result('no-data', 'no outcomes have arrived for this window')
  if (samples < rule.minSamples) return result('inconclusive', `${samples} of the ${rule.minSamples} outcomes needed`)
  if (value === undefined) return result('inconclusive', `${rule.metric} is not defined on these ${samples} outcomes`)

  const shown = `${rule.metric} ${value.toFixed(4)} on ${samples} outcomes`
  if (rule.min !== undefined && value < rule.min) return result('fail', `${shown}, below ${rule.min}`)
  if (rule.max !== undefined && value > rule.max) return result('fail', `${shown}, above ${rule.max}`)
  if (rule.dropVersus === undefined) return result('pass', shown)
  if (baseline === undefined) return result('inconclusive', `${shown}; the version has no ${rule.metric} of its test rows to compare with`)
  const loss = -improvement(rule.metric, value, baseline)
  const allowed = rule.by ?? 0
  const compared = `${shown}, ${Math.abs(loss).toFixed(4)} ${loss > 0 ? 'worse' : 'better'} than ${baseline.toFixed(4)} on the test rows`
  // Decimal fractions: a loss of 0.05 may come out as 0.05000000000000004.
  return loss > allowed + 1e-12 ? result('fail', `${compared} (allowed ${allowed})`) : result('pass', compared)
}
