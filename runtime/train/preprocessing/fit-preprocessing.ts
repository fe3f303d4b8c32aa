import type { DatasetPart, ReadColumn } from '../../model/read-dataset.js'
import type { CategoricalEncoding, NumericEncoding, Preprocessing } from './preprocessing.js'

export interface FitOptions {
  /** Most categories of a column. */
  readonly maxCategories: number
  /** Width of every embedding; by default it follows from the number of categories. */
  readonly embeddingDim?: number
}

/** Types decide: numbers and booleans are standardized, texts get a vocabulary and an embedding. Deterministic. */
export function fitPreprocessing(train: DatasetPart, columns: readonly ReadColumn[], options: FitOptions): Preprocessing {
  const numeric: NumericEncoding[] = []
  const categorical: CategoricalEncoding[] = []
  for (const { name } of columns) {
    const values = train.columns[name]
    if (values instanceof Float32Array) numeric.push(fitNumeric(name, values))
    else if (values) categorical.push(fitCategorical(name, values, options))
  }
  return { numeric, categorical }
}

function fitNumeric(name: string, values: Float32Array): NumericEncoding {
  let present = 0
  let sum = 0
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    present++
    sum += value
  }
  const mean = present > 0 ? Math.fround(sum / present) : 0
  let squares = 0
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2
  const deviation = present > 0 ? Math.sqrt(squares / present) : 0
  const constant = deviation <= 1e-7 * Math.max(1, Math.abs(mean))
  return { name, mean, inverseScale: constant ? 0 : Math.fround(1 / deviation), indicator: present < values.length }
}

function fitCategorical(name: string, values: readonly string[], { maxCategories, embeddingDim }: FitOptions): CategoricalEncoding {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1)
  const byFrequency = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const categories = byFrequency.slice(0, maxCategories).map(([value]) => value)
  return { name, categories, dimension: embeddingDim ?? embeddingWidth(categories.length) }
}

/** fastai's rule of thumb, 1.6 n^0.56, at most 32: 3 values get 3, 16 get 8, 100 get 21. */
export function embeddingWidth(categories: number): number {
  return Math.max(1, Math.min(32, Math.round(1.6 * categories ** 0.56)))
}
