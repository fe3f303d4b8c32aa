/** Coefficients B(2k) / (2k (2k - 1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]

/** Natural logarithm of the gamma function for x above 0, by Stirling's series (DLMF 5.11.1) after raising x to at least 10. */
export function logGamma(x: number): number {
  let shift = 1
  let z = x
  while (z < 10) shift *= z++
  let series = 0
  const inverseSquare = 1 / (z * z)
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series * inverseSquare + (STIRLING[k] as number)
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series / z - Math.log(shift)
}

/**
 * Regularized upper incomplete gamma function Q(a, x) for a above 0 and x from 0: the series for P (DLMF 8.7.1) left of
 * a + 1, Legendre's continued fraction (DLMF 8.9.2, evaluated with Lentz's method) right of it.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  if (x === Number.POSITIVE_INFINITY) return 0
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let result = d
  for (let n = 1; n < 100_000; n++) {
    const numerator = n * (a - n)
    b += 2
    d = numerator * d + b
    if (Math.abs(d) < tiny) d = tiny
    c = b + numerator / c
    if (Math.abs(c) < tiny) c = tiny
    d = 1 / d
    result *= d * c
    if (Math.abs(d * c - 1) < 2 * Number.EPSILON) break
  }
  return result
}
