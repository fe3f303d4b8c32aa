import { round } from '../../reconciler/backtest/round.js'
import { improvement } from '../../runtime/evaluate/metrics/compute-metrics.js'
import { randomIndex, randomOf } from '../../runtime/random.js'
import type { Difference, PolicyReport } from '../../schema/generated/backtest.js'

const RESAMPLES = 2000
/** Weeks below which an interval would say nothing. */
const LEAST_WEEKS = 6

/**
 * The improvement of one policy over another: the mean of the differences of weeks, with the percentile interval of a bootstrap over
 * weeks (95%). Weeks are drawn whole, since the rows of a week are alike. Undefined where no week has both values.
 */
export function difference(metric: string, policy: Compared, over: Compared, seed: number): Difference | undefined {
  const deltas = policy.weeks.flatMap(({ metrics }, week) => {
    const [value, other] = [metrics[metric], over.weeks[week]?.metrics[metric]]
    return value === undefined || other === undefined ? [] : [improvement(metric, value, other)]
  })
  if (deltas.length === 0) return undefined
  const found = { policy: policy.policy, over: over.policy, weeks: deltas.length, mean: round(mean(deltas), 6) }
  if (deltas.length < LEAST_WEEKS) return found
  const random = randomOf(seed)
  const means = Array.from({ length: RESAMPLES }, () => mean(deltas.map(() => deltas[randomIndex(random, deltas.length)] ?? 0))).sort(
    (a, b) => a - b,
  )
  const at = (share: number): number => round(means[Math.round(share * (RESAMPLES - 1))] ?? 0, 6)
  return { ...found, lower: at(0.025), upper: at(0.975) }
}

type Compared = Pick<PolicyReport, 'policy' | 'weeks'>

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
