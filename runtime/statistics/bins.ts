import { quantiles } from './quantile.js'
import type { CategoricalSample, NumericSample, Sample } from './sample.js'

/** Rows of two samples in the same bins. Bins that are empty in both are left out. */
export interface BinnedPair {
  readonly reference: readonly number[]
  readonly current: readonly number[]
}

/**
 * Sorts two samples into common bins.
 *
 * Numbers: bins between the reference's quantiles, each closed on the right as pandas.qcut closes them, the outer ones
 * open-ended; equal quantiles are one. A reference with no more distinct values than bins has one bin for each of them and
 * one for all others, so that a constant column that changes is seen. Text: one bin for each category of either sample.
 * Missing values are a bin of their own.
 *
 * @throws TypeError when one sample is numeric and the other categorical.
 */
export function binPair(reference: Sample, current: Sample, bins = 10): BinnedPair {
  let pairs: [number, number][]
  if (reference.kind === 'numeric' && current.kind === 'numeric') pairs = numericBins(reference, current, bins)
  else if (reference.kind === 'categorical' && current.kind === 'categorical') pairs = categoryBins(reference, current)
  else throw new TypeError('a numeric sample cannot be compared with a categorical one')
  pairs.push([reference.missing, current.missing])
  const used = pairs.filter(([a, b]) => a > 0 || b > 0)
  return { reference: used.map(([a]) => a), current: used.map(([, b]) => b) }
}

function numericBins(reference: NumericSample, current: NumericSample, bins: number): [number, number][] {
  if (reference.values.length <= bins) return valueBins(reference, current)
  const probabilities = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins)
  const edges = [...new Set(quantiles(reference, probabilities)), Number.POSITIVE_INFINITY]
  const a = countUpTo(reference, edges)
  const b = countUpTo(current, edges)
  return edges.map((_, i) => [a[i] as number, b[i] as number])
}

function valueBins(reference: NumericSample, current: NumericSample): [number, number][] {
  const counts = new Map(Array.from(current.values, (value, i) => [value, current.counts[i] as number]))
  const pairs = Array.from(reference.values, (value, i): [number, number] => [reference.counts[i] as number, counts.get(value) ?? 0])
  const known = pairs.reduce((sum, [, b]) => sum + b, 0)
  return [...pairs, [0, current.total - known]]
}

function countUpTo(sample: NumericSample, edges: readonly number[]): number[] {
  const counts = edges.map(() => 0)
  let bin = 0
  for (let i = 0; i < sample.values.length; i++) {
    while ((sample.values[i] as number) > (edges[bin] as number)) bin++
    counts[bin] = (counts[bin] as number) + (sample.counts[i] as number)
  }
  return counts
}

function categoryBins(reference: CategoricalSample, current: CategoricalSample): [number, number][] {
  const names = [...new Set([...reference.counts.keys(), ...current.counts.keys()])].sort()
  return names.map((name) => [reference.counts.get(name) ?? 0, current.counts.get(name) ?? 0])
}
