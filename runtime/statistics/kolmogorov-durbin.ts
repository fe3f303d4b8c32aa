/** Where the matrix is scaled down, so that its powers do not overflow. */
const SCALE = 2 ** 128

/**
 * Probability that the one-sample Kolmogorov-Smirnov statistic of n rows is at most d, exactly: Durbin's matrix power as
 * computed by Marsaglia, Tsang and Wang, Evaluating Kolmogorov's distribution, Journal of Statistical Software 8 (2003).
 * Time grows with (n d)^3 log n.
 */
export function durbinCumulative(d: number, n: number): number {
  const k = Math.ceil(n * d)
  const size = 2 * k - 1
  const power = matrixPower(durbinMatrix(k, k - n * d), size, n)
  let result = power.values[(k - 1) * size + k - 1] as number
  let exponent = power.exponent
  for (let i = 1; i <= n; i++) {
    result *= i / n
    if (result < 1 / SCALE) {
      result *= SCALE
      exponent -= 128
    }
  }
  return result * 2 ** exponent
}

function durbinMatrix(k: number, h: number): Float64Array {
  const size = 2 * k - 1
  const matrix = new Float64Array(size * size)
  const inverseFactorial = new Float64Array(size + 2)
  inverseFactorial[0] = 1
  for (let i = 1; i <= size + 1; i++) inverseFactorial[i] = (inverseFactorial[i - 1] as number) / i
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const distance = row - column + 1
      if (distance < 0) continue
      let entry = 1
      if (column === 0) entry -= h ** (row + 1)
      if (row === size - 1) entry -= h ** (size - column)
      if (column === 0 && row === size - 1) entry += Math.max(0, 2 * h - 1) ** size
      matrix[row * size + column] = entry * (inverseFactorial[distance] as number)
    }
  }
  return matrix
}

/** The matrix to a power from 1, as values times 2 to an exponent. */
function matrixPower(base: Float64Array, size: number, power: number): { values: Float64Array; exponent: number } {
  let result: { values: Float64Array; exponent: number } | undefined
  let square = { values: base, exponent: 0 }
  for (let rest = power; ; ) {
    if (rest % 2 === 1) result = result ? multiply(result, square, size) : square
    rest = Math.floor(rest / 2)
    if (rest === 0) break
    square = multiply(square, square, size)
  }
  return result ?? square
}

function multiply(
  a: { values: Float64Array; exponent: number },
  b: { values: Float64Array; exponent: number },
  size: number,
): { values: Float64Array; exponent: number } {
  const values = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a.values[row * size + inner] as number
      if (factor === 0) continue
      for (let column = 0; column < size; column++) {
        values[row * size + column] = (values[row * size + column] as number) + factor * (b.values[inner * size + column] as number)
      }
    }
  }
  const middle = Math.floor(size / 2)
  if ((values[middle * size + middle] as number) < SCALE) return { values, exponent: a.exponent + b.exponent }
  return { values: values.map((value) => value / SCALE), exponent: a.exponent + b.exponent + 128 }
}
