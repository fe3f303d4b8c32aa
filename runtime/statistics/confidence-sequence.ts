import { logBeta } from './incomplete-beta.js'

/** A range that holds the truth at all looks together. A side that is not bounded yet is absent. */
export interface SequenceRange {
  readonly lower?: number
  readonly upper?: number
}

/**
 * How many standard errors an estimate may be off at any of all looks, with probability 1 - alpha: the asymptotic confidence sequence
 * of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024, theorem 2.2), which is Robbins' normal mixture with an estimated variance.
 * `count` is how many observations there are, `tunedAt` how many there are where it is to be tightest, chosen beforehand.
 */
export function mixtureRadius(count: number, alpha: number, tunedAt: number): number {
  const time = count / priorWeight(alpha, tunedAt)
  return Math.sqrt(((2 * (time + 1)) / time) * Math.log(Math.sqrt(time + 1) / alpha))
}

/** How many observations the mixture counts for, so that it is tightest at `tunedAt` (the same, section 2.3). */
function priorWeight(alpha: number, tunedAt: number): number {
  const twice = -2 * Math.log(alpha)
  return tunedAt / (twice + Math.log(twice) + 1)
}

/**
 * The sequence of a share that is seen `successes` times in `count`, exact for independent rows: shares that the mixture of Bernoulli
 * likelihoods over Jeffreys' Beta(1/2, 1/2) does not speak against by more than 1 / alpha (Robbins 1970; Howard et al. 2021).
 */
export function proportionSequence(successes: number, count: number, alpha: number): { lower: number; upper: number } {
  if (count === 0) return { lower: 0, upper: 1 }
  const failures = count - successes
  const mixed = logBeta(successes + 0.5, failures + 0.5) - Math.log(Math.PI)
  const against = (share: number) => mixed - times(successes, Math.log(share)) - times(failures, Math.log1p(-share)) > -Math.log(alpha)
  const observed = successes / count
  return {
    lower: successes === 0 ? 0 : bisect(0, observed, against),
    upper: failures === 0 ? 1 : bisect(1, observed, against),
  }
}

/**
 * The sequence of a quantile, as ranks (from 1) of the sorted values between which it lies, after Howard and Ramdas (2022): the counts
 * below the quantile that a Beta mixture, tightest at `tunedAt`, does not speak against. A side beyond the values is absent.
 */
export function quantileRanks(quantile: number, count: number, alpha: number, tunedAt: number): SequenceRange {
  const weight = priorWeight(alpha, tunedAt)
  const [a, b] = [quantile * weight, (1 - quantile) * weight]
  const prior = logBeta(a, b)
  const against = (below: number) =>
    logBeta(a + below, b + count - below) - prior - below * Math.log(quantile) - (count - below) * Math.log1p(-quantile) > -Math.log(alpha)
  // What speaks against a count grows to both sides of the expected one.
  const expected = Math.round(quantile * count)
  const lower = firstWithin(0, expected, against)
  const upper = count - firstWithin(0, count - expected, (above) => against(count - above)) + 1
  return { ...(lower >= 1 ? { lower } : {}), ...(upper <= count ? { upper } : {}) }
}

/** The least whole number from low to high that nothing speaks against; beyond it nothing does. */
function firstWithin(low: number, high: number, against: (count: number) => boolean): number {
  let [outside, inside] = [low - 1, high]
  while (inside - outside > 1) {
    const middle = Math.floor((inside + outside) / 2)
    if (against(middle)) outside = middle
    else inside = middle
  }
  return inside
}

/** The share nearest to `outside` that nothing speaks against, to the last digit. */
function bisect(outside: number, inside: number, against: (share: number) => boolean): number {
  let [out, within] = [outside, inside]
  for (;;) {
    const middle = (out + within) / 2
    if (middle === out || middle === within) return within
    if (against(middle)) out = middle
    else within = middle
  }
}

/** 0 times anything is 0, also where the logarithm is infinite. */
const times = (count: number, log: number): number => (count === 0 ? 0 : count * log)
