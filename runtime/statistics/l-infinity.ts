import { chiSquareQuantile } from './chi-square-distribution.js'
import { sharesOf } from './shares.js'

/**
 * L-infinity distance: the largest difference between the shares of one bin, so one category or one tenth of the
 * reference, as in TensorFlow Data Validation. Symmetric, from 0 to 1.
 */
export function lInfinity(reference: readonly number[], current: readonly number[]): number {
  const p = sharesOf(reference)
  const q = sharesOf(current)
  return p.reduce((largest, share, i) => Math.max(largest, Math.abs(share - (q[i] as number))), 0)
}

/**
 * An upper bound of the 95th percentile without drift: each bin's difference is near normal with variance
 * p (1 - p) (1/n + 1/m), p from both samples together, and Bonferroni's inequality covers all bins at once.
 */
export function lInfinityCriticalValue(reference: readonly number[], current: readonly number[]): number {
  const n = reference.reduce((sum, count) => sum + count, 0)
  const m = current.reduce((sum, count) => sum + count, 0)
  const squaredNormal = chiSquareQuantile(1 - 0.05 / reference.length, 1)
  const largestVariance = reference.reduce((largest, count, i) => {
    const p = (count + (current[i] as number)) / (n + m)
    return Math.max(largest, p * (1 - p) * (1 / n + 1 / m))
  }, 0)
  return Math.min(1, Math.sqrt(squaredNormal * largestVariance))
}
