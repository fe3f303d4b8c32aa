import { chiSquareQuantile } from './chi-square-distribution.js'
import { sharesOf } from './shares.js'

/** What stands for the share of an empty bin, as in Evidently: without it one empty bin would make the index infinite. */
const EMPTY_SHARE = 0.0001

/**
 * Population stability index: the sum over bins of (p - q) ln(p / q), which is Jeffreys' divergence (Siddiqi, Credit Risk
 * Scorecards, 2006). 0 where the shares are equal, symmetric, no upper bound.
 */
export function psi(reference: readonly number[], current: readonly number[]): number {
  const p = sharesOf(reference).map((share) => share || EMPTY_SHARE)
  const q = sharesOf(current).map((share) => share || EMPTY_SHARE)
  return p.reduce((sum, share, i) => sum + (share - (q[i] as number)) * Math.log(share / (q[i] as number)), 0)
}

/**
 * 95th percentile of the index of two samples of n and m rows of the same distribution in so many bins:
 * (1/n + 1/m) times that of chi-square with bins - 1 degrees of freedom (Yurdakul and Naranjo, Statistical properties of
 * the population stability index, Journal of Risk Model Validation, 2020).
 */
export function psiCriticalValue(n: number, m: number, bins: number): number {
  return (1 / n + 1 / m) * chiSquareQuantile(0.95, bins - 1)
}
