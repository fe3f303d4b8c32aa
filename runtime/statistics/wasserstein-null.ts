import { chiSquareQuantile } from './chi-square-distribution.js'
import { upperGamma } from './gamma.js'
import { quantiles } from './quantile.js'
import type { NumericSample } from './sample.js'
import { scaleOf } from './wasserstein.js'

/** Points that stand for the reference's distribution function: closer together in the tails, which carry outliers. */
const GRID = 64
const PROBABILITIES = Array.from({ length: GRID + 1 }, (_, i) => (1 - Math.cos((Math.PI * i) / GRID)) / 2)
const LEVELS = Array.from({ length: GRID }, (_, i) => (1 - Math.cos((Math.PI * (i + 0.5)) / GRID)) / 2)

/** Distribution of the normed Wasserstein distance without drift, times 1 / sqrt(1/n + 1/m): a gamma distribution. */
interface NullDistribution {
  readonly shape: number
  readonly scale: number
}

/**
 * Without drift the distance is near sqrt(1/n + 1/m) times the integral of |B(F(x))|, B a Brownian bridge (del Barrio,
 * Giné and Matrán, Annals of Probability 27, 1999). Its mean and variance follow from the moments of two normal
 * variables' absolute values; a gamma distribution with the same two stands for it. On a uniform column its 95th percentile is
 * 0.57 where the exact one (Johnson and Killeen, Annals of Probability 11, 1983) is 0.58.
 */
function nullDistribution(reference: NumericSample): NullDistribution | undefined {
  const points = quantiles(reference, PROBABILITIES)
  const unit = scaleOf(reference)
  const steps = Array.from({ length: GRID }, (_, i) => ((points[i + 1] as number) - (points[i] as number)) / unit)
  let average = 0
  let variance = 0
  for (let i = 0; i < GRID; i++) {
    const u = LEVELS[i] as number
    average += Math.sqrt((2 / Math.PI) * u * (1 - u)) * (steps[i] as number)
    for (let j = 0; j < GRID; j++) variance += absoluteCovariance(u, LEVELS[j] as number) * (steps[i] as number) * (steps[j] as number)
  }
  return variance > 0 ? { shape: average ** 2 / variance, scale: variance / average } : undefined
}

/** Covariance of |B(u)| and |B(v)| (Nabeya, Annals of the Institute of Statistical Mathematics 3, 1951). */
function absoluteCovariance(u: number, v: number): number {
  const deviations = Math.sqrt(u * (1 - u) * v * (1 - v))
  const correlation = Math.min(1, (Math.min(u, v) - u * v) / deviations)
  return (2 / Math.PI) * deviations * (Math.sqrt(1 - correlation ** 2) + correlation * Math.asin(correlation) - 1)
}

/** 95th percentile of the normed distance of samples of n and m rows without drift; 0 for a constant column. */
export function normedWassersteinCriticalValue(reference: NumericSample, m: number): number {
  const gamma = nullDistribution(reference)
  if (!gamma) return 0
  return Math.sqrt(1 / reference.total + 1 / m) * gamma.scale * 0.5 * chiSquareQuantile(0.95, 2 * gamma.shape)
}

/** Probability of a normed distance at least this large without drift. */
export function normedWassersteinPValue(reference: NumericSample, m: number, distance: number): number {
  const gamma = nullDistribution(reference)
  if (!gamma) return distance > 0 ? 0 : 1
  return upperGamma(gamma.shape, distance / Math.sqrt(1 / reference.total + 1 / m) / gamma.scale)
}
