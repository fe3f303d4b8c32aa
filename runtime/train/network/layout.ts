import { type Random, randomOf } from '../../random.js'
import { embeddingRows, numericWidth, type Preprocessing } from '../preprocessing/preprocessing.js'

/** Where each parameter lies in the one array that holds them all, so that the optimizer and checkpoints see one array. */
export interface Layout {
  readonly numericWidth: number
  readonly embeddings: readonly EmbeddingLayout[]
  /** Sum of the embeddings' widths. They follow the numeric inputs. */
  readonly embeddedWidth: number
  readonly layers: readonly LayerLayout[]
  /** Number of parameters. */
  readonly size: number
}

export interface EmbeddingLayout {
  readonly offset: number
  readonly rows: number
  readonly dimension: number
}

/** weights has shape [inputs, outputs], bias [outputs]. */
export interface LayerLayout {
  readonly weights: number
  readonly bias: number
  readonly inputs: number
  readonly outputs: number
}

export function layoutOf(preprocessing: Preprocessing, hidden: readonly number[], outputs: number): Layout {
  let size = 0
  const take = (count: number) => {
    size += count
    return size - count
  }
  const embeddings = preprocessing.categorical.map((encoding) => {
    const rows = embeddingRows(encoding)
    return { offset: take(rows * encoding.dimension), rows, dimension: encoding.dimension }
  })
  const embeddedWidth = embeddings.reduce((sum, { dimension }) => sum + dimension, 0)
  const width = numericWidth(preprocessing)
  const widths = [width + embeddedWidth, ...hidden, outputs]
  const layers = widths.slice(1).map((outputs, i) => {
    const inputs = widths[i] ?? 0
    return { weights: take(inputs * outputs), bias: take(outputs), inputs, outputs }
  })
  return { numericWidth: width, embeddings, embeddedWidth, layers, size }
}

/**
 * First parameters: He's uniform distribution for layers that a ReLU follows, Glorot's for the last, uniform with a standard deviation of
 * 0.05 for embeddings, and the output's bias such that an untrained network predicts the base rate of the training rows.
 */
export function initialParameters(layout: Layout, outputBias: readonly number[], seed: number): Float32Array {
  const random = randomOf(seed)
  const theta = new Float32Array(layout.size)
  for (const { offset, rows, dimension } of layout.embeddings) fill(theta, offset, rows * dimension, 0.05 * Math.sqrt(3), random)
  for (const [i, { weights, bias, inputs, outputs }] of layout.layers.entries()) {
    const last = i === layout.layers.length - 1
    fill(theta, weights, inputs * outputs, Math.sqrt(last ? 6 / (inputs + outputs) : 6 / Math.max(1, inputs)), random)
    if (last) theta.set(outputBias, bias)
  }
  return theta
}

function fill(theta: Float32Array, offset: number, count: number, limit: number, random: Random): void {
  for (let i = offset; i < offset + count; i++) theta[i] = (random() / 2 ** 31 - 1) * limit
}
