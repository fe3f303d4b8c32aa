/** How many values there are, their mean, and their variance with divisor n - 1 (0 for a single value). */
export interface Spread {
  readonly count: number
  readonly mean: number
  readonly variance: number
}

/** In two passes, so that a large mean costs no digits. NaN without values. */
export function spreadOf(values: Float64Array): Spread {
  const count = values.length
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[i] as number
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < count; i++) squares += ((values[i] as number) - mean) ** 2
  return { count, mean, variance: count > 1 ? squares / (count - 1) : 0 }
}
