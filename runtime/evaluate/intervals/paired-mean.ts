import { normalHalfWidth } from '../../statistics/normal-distribution.js'
import { spreadOf } from '../../statistics/spread.js'
import { studentHalfWidth } from '../../statistics/student-distribution.js'
import { around, type Interval } from './interval.js'

/** Student's interval of the mean of one difference for each row. Undefined with fewer than two rows. */
export function pairedT(differences: Float64Array, confidence: number): Interval | undefined {
  const { count, mean, variance } = spreadOf(differences)
  if (count < 2) return undefined
  return around(mean, studentHalfWidth(confidence, count - 1) * Math.sqrt(variance / count))
}

/**
 * The interval of a mean of differences that are -1, 0 or 1, where each model is right or wrong: Wald's with half a row added to each
 * cell of the two-by-two table (Agresti and Min 2005), so that few rows on which the models disagree do not make it too narrow.
 */
export function pairedProportions(differences: Float64Array, confidence: number): Interval | undefined {
  if (differences.length === 0) return undefined
  const { mean, variance } = agrestiMin(differences)
  return around(mean, normalHalfWidth(confidence) * Math.sqrt(variance / (differences.length + 2)))
}

/** Mean and variance of differences of right and wrong, with half a row added to each cell. */
export function agrestiMin(differences: Float64Array): { readonly mean: number; readonly variance: number } {
  let net = 0
  let apart = 1
  for (const difference of differences) {
    net += difference
    apart += Math.abs(difference)
  }
  const rows = differences.length + 2
  const mean = net / rows
  return { mean, variance: apart / rows - mean * mean }
}
