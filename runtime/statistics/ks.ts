import { kolmogorovTail } from './kolmogorov-distribution.js'
import type { NumericSample } from './sample.js'

export interface KsTest {
  /** Largest distance between the two empirical distribution functions, 0 to 1. */
  readonly statistic: number
  readonly pValue: number
}

/**
 * Two-sided two-sample Kolmogorov-Smirnov test. The statistic is exact, ties included; the p-value is that of
 * scipy.stats.ks_2samp(method='asymp'): the distribution of the one-sample statistic at round(n m / (n + m)) rows. Ties
 * make it conservative. Missing values are left out. NaN where a sample is empty.
 */
export function ksTest(reference: NumericSample, current: NumericSample): KsTest {
  const n = reference.total
  const m = current.total
  if (n === 0 || m === 0) return { statistic: Number.NaN, pValue: Number.NaN }
  let i = 0
  let j = 0
  let rowsA = 0
  let rowsB = 0
  let statistic = 0
  while (i < reference.values.length && j < current.values.length) {
    const a = reference.values[i] as number
    const b = current.values[j] as number
    if (a <= b) rowsA += reference.counts[i++] as number
    if (b <= a) rowsB += current.counts[j++] as number
    statistic = Math.max(statistic, Math.abs(rowsA / n - rowsB / m))
  }
  return { statistic, pValue: kolmogorovTail(statistic, Math.max(1, roundHalfEven((n * m) / (n + m)))) }
}

/** As numpy.round, which the reference uses. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  if (x - floor !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}

/** 95th percentile of the statistic without drift, from the first term of Kolmogorov's series: sqrt(ln(2 / 0.05) / 2 (1/n + 1/m)). */
export function ksCriticalValue(n: number, m: number): number {
  return Math.min(1, Math.sqrt((Math.log(2 / 0.05) / 2) * (1 / n + 1 / m)))
}
