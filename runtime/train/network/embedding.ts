import type { EncodedRows } from '../preprocessing/encode.js'
import type { Layout } from './layout.js'

/** Fills x, shape [count, numericWidth + embeddedWidth], with rows[from .. from + count): their numbers, then their embeddings. */
export function assemble(
  x: Float32Array,
  layout: Layout,
  theta: Float32Array,
  data: EncodedRows,
  rows: Uint32Array,
  from: number,
  count: number,
) {
  const { numericWidth, embeddings } = layout
  let at = 0
  for (let i = from; i < from + count; i++) {
    const row = rows[i] ?? 0
    for (let k = row * numericWidth, end = k + numericWidth; k < end; k++) x[at++] = data.numeric[k] ?? 0
    for (let c = 0, code = row * embeddings.length; c < embeddings.length; c++, code++) {
      const { offset, dimension } = embeddings[c] ?? NONE
      for (let k = offset + (data.codes[code] ?? 0) * dimension, end = k + dimension; k < end; k++) x[at++] = theta[k] ?? 0
    }
  }
}

/** The gather's gradient: adds the derivative by each row's embedded inputs to the embeddings' rows that it used. */
export function scatter(
  gradient: Float32Array,
  layout: Layout,
  embedded: Float32Array,
  data: EncodedRows,
  rows: Uint32Array,
  from: number,
  count: number,
) {
  const { embeddings } = layout
  let at = 0
  for (let i = from; i < from + count; i++) {
    for (let c = 0, code = (rows[i] ?? 0) * embeddings.length; c < embeddings.length; c++, code++) {
      const { offset, dimension } = embeddings[c] ?? NONE
      for (let k = offset + (data.codes[code] ?? 0) * dimension, end = k + dimension; k < end; k++)
        gradient[k] = (gradient[k] ?? 0) + (embedded[at++] ?? 0)
    }
  }
}

/**
 * Gives embedding rows that no training row used, such as the one for unseen texts, the mean of the others by frequency: an unseen
 * category counts as an average one instead of as noise.
 */
export function settleUnused(theta: Float32Array, layout: Layout, usage: readonly Uint32Array[]): void {
  for (const [c, { offset, rows, dimension }] of layout.embeddings.entries()) {
    const counts = usage[c] ?? new Uint32Array(rows)
    const total = counts.reduce((sum, n) => sum + n, 0)
    for (let k = 0; k < dimension; k++) {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += (counts[row] ?? 0) * (theta[offset + row * dimension + k] ?? 0)
      const mean = total > 0 ? sum / total : 0
      for (let row = 0; row < rows; row++) if (counts[row] === 0) theta[offset + row * dimension + k] = mean
    }
  }
}

/** How many rows use each row of each embedding. */
export function usageOf(layout: Layout, data: EncodedRows): Uint32Array[] {
  const columns = layout.embeddings.length
  return layout.embeddings.map(({ rows }, c) => {
    const counts = new Uint32Array(rows)
    for (let at = c; at < data.codes.length; at += columns) counts[data.codes[at] ?? 0] = (counts[data.codes[at] ?? 0] ?? 0) + 1
    return counts
  })
}

const NONE = { offset: 0, rows: 0, dimension: 0 }
