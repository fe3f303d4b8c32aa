import { chiSquareQuantile } from './chi-square-distribution.js'
import { sharesOf } from './shares.js'

/** Hellinger distance of bin shares: the Euclidean distance of their square roots over the square root of 2. Symmetric, from 0 to 1. */
export function hellinger(reference: readonly number[], current: readonly number[]): number {
  const p = sharesOf(reference)
  const q = sharesOf(current)
  const sum = p.reduce((total, share, i) => total + (Math.sqrt(share) - Math.sqrt(q[i] as number)) ** 2, 0)
  return Math.min(1, Math.sqrt(sum / 2))
}

/** 95th percentile without drift: the squared distance is near (1/8) sum (p - q)^2 / p, hence near chi-square (1/n + 1/m) / 8. */
export function hellingerCriticalValue(n: number, m: number, bins: number): number {
  return Math.min(1, Math.sqrt(((1 / n + 1 / m) * chiSquareQuantile(0.95, bins - 1)) / 8))
}
