import { mean, standardDeviation } from './moments.js'
import type { NumericSample } from './sample.js'

/**
 * Wasserstein-1 distance (earth mover's): the area between the two empirical distribution functions, as
 * scipy.stats.wasserstein_distance, in the column's units. Missing values are left out. NaN where a sample is empty.
 */
export function wasserstein(reference: NumericSample, current: NumericSample): number {
  if (reference.total === 0 || current.total === 0) return Number.NaN
  let i = 0
  let j = 0
  let rowsA = 0
  let rowsB = 0
  let previous = 0
  let distance = 0
  while (i < reference.values.length || j < current.values.length) {
    const a = i < reference.values.length ? (reference.values[i] as number) : Number.POSITIVE_INFINITY
    const b = j < current.values.length ? (current.values[j] as number) : Number.POSITIVE_INFINITY
    const value = Math.min(a, b)
    if (i + j > 0) distance += Math.abs(rowsA / reference.total - rowsB / current.total) * (value - previous)
    if (a <= b) rowsA += reference.counts[i++] as number
    if (b <= a) rowsB += current.counts[j++] as number
    previous = value
  }
  return distance
}

/** The distance in units of the reference's standard deviation, so that columns are comparable, as Evidently divides it. */
export function normedWasserstein(reference: NumericSample, current: NumericSample): number {
  const distance = wasserstein(reference, current)
  return distance === 0 ? 0 : distance / scaleOf(reference)
}

/**
 * The standard deviation; for a constant column, which has none, its magnitude, or 1 where that is 0: the distance stays
 * finite and does not depend on the unit.
 */
export function scaleOf(reference: NumericSample): number {
  if (reference.values.length > 1) return standardDeviation(reference)
  return Math.abs(mean(reference)) || 1
}
