import { normalHalfWidth } from '../../statistics/normal-distribution.js'
import { spreadOf } from '../../statistics/spread.js'
import { placements } from '../metrics/placements.js'
import { rank } from '../metrics/ranking.js'
import { around, type Interval } from './interval.js'

/** An estimate and the standard deviation of its sampling. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

/**
 * The difference of two ROC AUCs on the same rows with its standard error (DeLong, DeLong and Clarke-Pearson 1988, with the
 * algorithm of Sun and Xu 2014). Without a second model, one AUC with its own. Undefined with fewer than two rows of either class.
 */
export function delong(labels: Float64Array, scores: Float64Array, others?: Float64Array): Estimate | undefined {
  const own = placements(rank(scores), labels)
  const theirs = others && placements(rank(others), labels)
  if (!own || (others && !theirs)) return undefined
  const difference = theirs ? own.map((value, row) => value - (theirs[row] ?? 0)) : own
  const positive = spreadOf(difference.filter((_, row) => labels[row] === 1))
  const negative = spreadOf(difference.filter((_, row) => labels[row] !== 1))
  if (positive.count < 2 || negative.count < 2) return undefined
  return { value: positive.mean, error: Math.sqrt(positive.variance / positive.count + negative.variance / negative.count) }
}

/** DeLong's interval of the improvement of one ROC AUC over another on the same rows. */
export function delongInterval(labels: Float64Array, scores: Float64Array, others: Float64Array, confidence: number): Interval | undefined {
  const difference = delong(labels, scores, others)
  return difference && around(difference.value, normalHalfWidth(confidence) * difference.error)
}
