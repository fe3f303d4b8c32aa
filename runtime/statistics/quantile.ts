import type { NumericSample } from './sample.js'

/**
 * Quantiles with linear interpolation between order statistics: Hyndman and Fan's type 7 (1996), numpy's default.
 * Probabilities must ascend. NaN where the sample is empty.
 */
export function quantiles(sample: NumericSample, probabilities: readonly number[]): number[] {
  if (sample.total === 0) return probabilities.map(() => Number.NaN)
  let index = 0
  let through = sample.counts[0] as number
  /** The value at a rank from 0; ranks asked for must ascend. */
  const at = (rank: number): number => {
    while (rank >= through && index < sample.values.length - 1) through += sample.counts[++index] as number
    return sample.values[index] as number
  }
  return probabilities.map((probability) => {
    const position = (sample.total - 1) * probability
    const lower = at(Math.floor(position))
    const share = position - Math.floor(position)
    if (share === 0 || Math.floor(position) + 1 < through || index === sample.values.length - 1) return lower
    const upper = sample.values[index + 1] as number
    return lower + (upper - lower) * share
  })
}
