import { logGamma } from './gamma.js'
import { durbinCumulative } from './kolmogorov-durbin.js'
import { pelzGoodCumulative } from './kolmogorov-pelz-good.js'

/**
 * Probability that the one-sample Kolmogorov-Smirnov statistic of n rows is above d. Which formula serves where follows
 * Simard and L'Ecuyer, Computing the two-sided Kolmogorov-Smirnov distribution, Journal of Statistical Software 39 (2011),
 * as scipy.stats.kstwo does: exact or with at least 13 digits for the tail, 5 digits or more elsewhere.
 */
export function kolmogorovTail(d: number, n: number): number {
  if (n <= 0 || Number.isNaN(d)) return Number.NaN
  const scaled = n * d
  if (d >= 1) return 0
  if (scaled <= 0.5) return 1
  // No two deviations of opposite sign are both this large, so twice the one-sided tail is exact or very near.
  const square = scaled * d
  if (d >= 0.5 || square >= (n <= 140 ? 4 : 2.2)) return square >= 370 ? 0 : Math.min(1, 2 * smirnovTail(d, n))
  const cumulative = n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4) ? durbinCumulative(d, n) : pelzGoodCumulative(d, n)
  return Math.min(1, Math.max(0, 1 - cumulative))
}

/** Probability that the one-sided statistic is above d (Smirnov 1944; Birnbaum and Tingey 1951), for 0 < d < 1. */
function smirnovTail(d: number, n: number): number {
  const logFactorial = logGamma(n + 1)
  let sum = 0
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const rest = 1 - d - j / n
    if (rest <= 0) continue
    const logChoose = logFactorial - logGamma(j + 1) - logGamma(n - j + 1)
    sum += Math.exp(logChoose + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest))
  }
  return d * sum
}
