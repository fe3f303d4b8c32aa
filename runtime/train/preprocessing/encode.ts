import type { DatasetPart } from '../../model/read-dataset.js'
import { type CategoricalEncoding, CLIP, numericWidth, type Preprocessing } from './preprocessing.js'

/** Rows as the network takes them, row by row. */
export interface EncodedRows {
  readonly rows: number
  /** Shape [rows, numericWidth]: standardized values, then missing indicators. */
  readonly numeric: Float32Array
  /** Shape [rows, number of categorical columns]: rows of the embeddings. */
  readonly codes: Int32Array
  readonly labels: Float64Array
}

export function encode(part: DatasetPart, preprocessing: Preprocessing): EncodedRows {
  const { rows, labels } = part
  const width = numericWidth(preprocessing)
  const numeric = new Float32Array(rows * width)
  let indicatorAt = preprocessing.numeric.length
  for (const [column, { name, mean, inverseScale, indicator }] of preprocessing.numeric.entries()) {
    const values = part.columns[name] as Float32Array
    for (let row = 0, at = column; row < rows; row++, at += width) {
      const value = values[row] ?? Number.NaN
      // NaN fails both comparisons of the clip's bounds; it is imputed with the mean, which standardizes to 0.
      numeric[at] = Number.isNaN(value) ? 0 : Math.max(-CLIP, Math.min(CLIP, (value - mean) * inverseScale))
    }
    if (!indicator) continue
    for (let row = 0, at = indicatorAt; row < rows; row++, at += width) numeric[at] = Number.isNaN(values[row]) ? 1 : 0
    indicatorAt++
  }
  const count = preprocessing.categorical.length
  const codes = new Int32Array(rows * count)
  for (const [column, encoding] of preprocessing.categorical.entries()) {
    const codeOf = vocabulary(encoding)
    const unseen = encoding.categories.length
    const values = part.columns[encoding.name] as string[]
    for (let row = 0, at = column; row < rows; row++, at += count) codes[at] = codeOf.get(values[row] ?? '') ?? unseen
  }
  return { rows, numeric, codes, labels }
}

/** The code of each known text; the empty text, which is missing, comes last. */
export function vocabulary({ categories }: CategoricalEncoding): Map<string, number> {
  const codes = new Map(categories.map((category, code) => [category, code]))
  return codes.set('', categories.length + 1)
}
