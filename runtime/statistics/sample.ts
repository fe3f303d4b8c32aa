/**
 * Numbers of one column, as distinct values in ascending order with how often each occurs. Live columns repeat their
 * values, so this is far smaller than the rows, and every statistic on the exact sample is one pass over it.
 */
export interface NumericSample {
  readonly kind: 'numeric'
  /** Strictly ascending, finite. */
  readonly values: Float64Array
  /** Rows with each value, all above 0. */
  readonly counts: Float64Array
  /** Rows with a value. */
  readonly total: number
  /** Rows without one. */
  readonly missing: number
}

/** Categories of one column, with how often each occurs. */
export interface CategoricalSample {
  readonly kind: 'categorical'
  readonly counts: ReadonlyMap<string, number>
  /** Rows with a value. */
  readonly total: number
  /** Rows without one. */
  readonly missing: number
}

export type Sample = NumericSample | CategoricalSample

/** A sample of numbers in any order. Null, NaN and infinities count as missing. */
export function numericSample(rows: Iterable<number | null>): NumericSample {
  let missing = 0
  const present: number[] = []
  for (const value of rows) {
    if (value === null || !Number.isFinite(value)) missing++
    else present.push(value)
  }
  return sampleOfSorted(Float64Array.from(present).sort(), missing)
}

/** A sample of finite numbers in ascending order, beside so many rows without one. */
export function sampleOfSorted(sorted: Float64Array | Float32Array, missing: number): NumericSample {
  const values = new Float64Array(sorted.length)
  const counts = new Float64Array(sorted.length)
  let distinct = 0
  let from = 0
  for (let i = 1; i <= sorted.length; i++) {
    // -0 and 0 are one value.
    if (i < sorted.length && sorted[i] === sorted[from]) continue
    values[distinct] = sorted[from] as number
    counts[distinct++] = i - from
    from = i
  }
  // Where most values differ, what is spared is not worth a copy.
  const fit = distinct > sorted.length / 2 ? 'subarray' : 'slice'
  return { kind: 'numeric', values: values[fit](0, distinct), counts: counts[fit](0, distinct), total: sorted.length, missing }
}

/** A sample of categories in any order. Null counts as missing. */
export function categoricalSample(rows: Iterable<string | null>): CategoricalSample {
  let missing = 0
  let total = 0
  const counts = new Map<string, number>()
  for (const value of rows) {
    if (value === null) {
      missing++
      continue
    }
    total++
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return { kind: 'categorical', counts, total, missing }
}
