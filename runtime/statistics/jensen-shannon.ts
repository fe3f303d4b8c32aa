import { chiSquareQuantile } from './chi-square-distribution.js'
import { sharesOf } from './shares.js'

/**
 * Jensen-Shannon distance with base 2, the square root of the divergence (Endres and Schindelin, 2003), as
 * scipy.spatial.distance.jensenshannon(base=2) and NannyML; Evidently takes the natural logarithm, which gives 0.8326 of it.
 * Symmetric, from 0 to 1.
 */
export function jensenShannon(reference: readonly number[], current: readonly number[]): number {
  const p = sharesOf(reference)
  const q = sharesOf(current)
  let divergence = 0
  for (let i = 0; i < p.length; i++) {
    const middle = ((p[i] as number) + (q[i] as number)) / 2
    divergence += relativeEntropy(p[i] as number, middle) + relativeEntropy(q[i] as number, middle)
  }
  // Rounding may leave a trace below 0 or above 1.
  return Math.sqrt(Math.min(1, Math.max(0, divergence / 2)))
}

function relativeEntropy(p: number, middle: number): number {
  return p === 0 ? 0 : p * Math.log2(p / middle)
}

/** 95th percentile without drift: the divergence is near (1/8) sum (p - q)^2 / p, hence near chi-square (1/n + 1/m) / (8 ln 2). */
export function jensenShannonCriticalValue(n: number, m: number, bins: number): number {
  return Math.min(1, Math.sqrt(((1 / n + 1 / m) * chiSquareQuantile(0.95, bins - 1)) / (8 * Math.LN2)))
}
