/** How columns become numbers. Plain JSON: it is fitted on the training rows alone and written into the exported graph. */
export interface Preprocessing {
  readonly numeric: readonly NumericEncoding[]
  readonly categorical: readonly CategoricalEncoding[]
}

/** A number or boolean x becomes clip((x - mean) * inverseScale), a missing one 0. All float32. */
export interface NumericEncoding {
  readonly name: string
  readonly mean: number
  /** 1 / standard deviation; 0 for a column that is constant in training, so that it has no say. */
  readonly inverseScale: number
  /** Whether a further input says that the value is missing: only where training had missing values to learn from. */
  readonly indicator: boolean
}

/**
 * A text becomes a row of an embedding: its place among the categories, most frequent first; then one row for texts that are
 * none of them, and one for missing.
 */
export interface CategoricalEncoding {
  readonly name: string
  readonly categories: readonly string[]
  /** Width of the embedding. */
  readonly dimension: number
}

/** Standardized values are kept within this many standard deviations, so that one wild input cannot saturate the network. */
export const CLIP = 10

/** Width of the network's input that comes from numbers: values, then indicators. */
export function numericWidth({ numeric }: Preprocessing): number {
  return numeric.length + numeric.filter(({ indicator }) => indicator).length
}

export function embeddingRows({ categories }: CategoricalEncoding): number {
  return categories.length + 2
}
