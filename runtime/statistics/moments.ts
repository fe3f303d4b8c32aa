import type { NumericSample } from './sample.js'

/** Mean of a sample; NaN where it is empty. */
export function mean(sample: NumericSample): number {
  let sum = 0
  for (let i = 0; i < sample.values.length; i++) sum += (sample.values[i] as number) * (sample.counts[i] as number)
  return sum / sample.total
}

/** Standard deviation with divisor n, as numpy.std; in two passes, so that a large mean costs no digits. */
export function standardDeviation(sample: NumericSample): number {
  const center = mean(sample)
  let sum = 0
  for (let i = 0; i < sample.values.length; i++) sum += ((sample.values[i] as number) - center) ** 2 * (sample.counts[i] as number)
  return Math.sqrt(sum / sample.total)
}
