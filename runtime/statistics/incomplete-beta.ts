import { logGamma } from './gamma.js'

/** Natural logarithm of the beta function for a and b above 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/**
 * Regularized incomplete beta function I_x(a, b) for a and b above 0 and x from 0 to 1: the continued fraction of DLMF 8.17.22 with
 * Lentz's method, left of where it converges fast and mirrored right of it.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  return (Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a) * fraction(x, a, b)
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  const apart = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m < 100_000; m++) {
    const before = result
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / apart(1 + numerator * d)
      c = apart(1 + numerator / c)
      result *= c * d
    }
    if (Math.abs(result / before - 1) < 2 * Number.EPSILON) break
  }
  return result
}
