import { expect, test } from 'vitest'
import { randomOf } from '../../random.js'
import { useBackend } from '../backend.js'
import type { EncodedRows } from '../preprocessing/encode.js'
import { DenseNetwork } from './dense-network.js'
import { assemble, scatter } from './embedding.js'
import { initialParameters, type Layout, layoutOf } from './layout.js'
import { type Objective, objectiveOf } from './objective.js'

const PREPROCESSING = {
  numeric: [
    { name: 'a', mean: 0, inverseScale: 1, indicator: true },
    { name: 'b', mean: 0, inverseScale: 1, indicator: false },
  ],
  categorical: [
    { name: 'c', categories: ['u', 'v'], dimension: 2 },
    { name: 'd', categories: ['w'], dimension: 3 },
  ],
}

const ROWS = 9
const ORDER = Uint32Array.from({ length: ROWS }, (_, i) => (i * 4) % ROWS)

function rowsOf(labels: Float64Array): EncodedRows {
  const random = randomOf(3)
  const numeric = Float32Array.from({ length: ROWS * 3 }, () => random() / 2 ** 31 - 1)
  const codes = Int32Array.from({ length: ROWS * 2 }, () => random() % 3)
  return { rows: ROWS, numeric, codes, labels }
}

/** The mean loss in float64, written plainly. */
function plainLoss(theta: Float64Array, layout: Layout, objective: Objective, data: EncodedRows): number {
  let total = 0
  for (let row = 0; row < ROWS; row++) {
    let h = [...data.numeric.subarray(row * 3, row * 3 + 3)]
    for (const [c, { offset, dimension }] of layout.embeddings.entries()) {
      const start = offset + (data.codes[row * 2 + c] ?? 0) * dimension
      h.push(...theta.subarray(start, start + dimension))
    }
    for (const [i, { weights, bias, inputs, outputs }] of layout.layers.entries()) {
      const sums = Array.from({ length: outputs }, (_, o) => {
        let sum = theta[bias + o] ?? 0
        for (let k = 0; k < inputs; k++) sum += (h[k] ?? 0) * (theta[weights + k * outputs + o] ?? 0)
        return sum
      })
      h = i < layout.layers.length - 1 ? sums.map((value) => Math.max(0, value)) : sums
    }
    total += objective.loss(h as never, 0, data.labels[row] ?? 0)
  }
  return total / ROWS
}

test.each([
  ['binary_classification', 2, 'balanced'],
  ['multiclass_classification', 3, 'none'],
  ['regression', 0, 'none'],
] as const)('%s: the gradients are those of finite differences', async (task, classes, weights) => {
  await useBackend('wasm', () => {})
  const labels = Float64Array.from({ length: ROWS }, (_, i) => (classes > 0 ? i % classes : Math.sin(i)))
  const data = rowsOf(labels)
  const objective = objectiveOf(task, labels, classes, weights)
  const layout = layoutOf(PREPROCESSING, [5, 4], objective.outputs)
  const theta = initialParameters(layout, objective.outputBias, 11)
  const x = new Float32Array(ROWS * (layout.numericWidth + layout.embeddedWidth))
  assemble(x, layout, theta, data, ORDER, 0, ROWS)
  const gradient = new Float32Array(layout.size)
  const embedded = new DenseNetwork(layout).step(
    theta,
    { x, rows: ROWS, dropout: 0, random: randomOf(1) },
    (z) => {
      const slope = new Float32Array(z.length)
      for (let i = 0; i < ROWS; i++) objective.loss(z, i * objective.outputs, labels[ORDER[i] ?? 0] ?? 0, slope)
      return slope.map((value) => value / ROWS)
    },
    gradient,
  )
  scatter(gradient, layout, embedded, data, ORDER, 0, ROWS)

  const exact = Float64Array.from(theta)
  for (let i = 0; i < layout.size; i++) {
    const moved = (by: number) => {
      const other = exact.slice()
      other[i] = (exact[i] ?? 0) + by
      return plainLoss(other, layout, objective, data)
    }
    expect(gradient[i], `parameter ${i}`).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 4)
  }
})
