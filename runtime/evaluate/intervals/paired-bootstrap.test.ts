import { expect, test } from 'vitest'
import { randomOf } from '../../random.js'
import { improvement } from '../metrics/compute-metrics.js'
import { metricsOf } from '../metrics/prepare-metrics.js'
import { meanOf } from '../metrics/weighted.js'
import { pairedBootstrap } from './paired-bootstrap.js'

const minus = (a: number, b: number) => a - b

/** Approximately normal: the sum of 12 uniform numbers. */
function normals(rows: number, seed: number): Float64Array {
  const random = randomOf(seed)
  return Float64Array.from({ length: rows }, () => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += random() / 2 ** 32
    return sum
  })
}

test('of a mean it is the interval that the normal distribution gives', () => {
  const rows = 4000
  const noise = normals(rows, 1)
  const interval = pairedBootstrap(rows, meanOf(noise.map((value) => value + 0.2)), meanOf(new Float64Array(rows)), minus, {
    confidence: 0.95,
    seed: 2,
  })
  const half = 1.96 / Math.sqrt(rows)
  const mean = noise.reduce((sum, value) => sum + value, 0) / rows + 0.2
  expect(interval?.lower).toBeCloseTo(mean - half, 2)
  expect(interval?.upper).toBeCloseTo(mean + half, 2)
})

test('is the same for the same seed, narrower for less confidence, and nothing for a model beside itself', () => {
  const a = meanOf(normals(300, 1))
  const b = meanOf(normals(300, 2))
  const at = (confidence: number, seed = 1) => pairedBootstrap(300, a, b, minus, { confidence, seed }) ?? { lower: 0, upper: 0 }
  expect(at(0.95)).toEqual(at(0.95))
  expect(at(0.95)).not.toEqual(at(0.95, 2))
  expect(at(0.5).upper - at(0.5).lower).toBeLessThan(at(0.95).upper - at(0.95).lower)
  expect(pairedBootstrap(300, a, a, minus, { confidence: 0.95, seed: 1 })).toEqual({ lower: 0, upper: 0 })
})

test('pairing makes it narrow: a slightly better ranking of the same rows is seen', () => {
  const rows = 2000
  const noise = normals(rows, 5)
  const labels = Float64Array.from({ length: rows }, (_, i) => i % 2)
  const better = labels.map((y, i) => y + (noise[i] ?? 0))
  const worse = labels.map((y, i) => 0.9 * y + (noise[i] ?? 0))
  const aucOf = (scores: Float64Array) =>
    metricsOf('binary_classification', labels, { values: scores }, { threshold: 0.5 }).roc_auc?.() ?? meanOf(scores)
  const interval = pairedBootstrap(rows, aucOf(better), aucOf(worse), (a, b) => improvement('roc_auc', a, b), {
    confidence: 0.95,
    seed: 3,
    resamples: 300,
  })
  expect(interval?.lower).toBeGreaterThan(0)
})

test('has nothing to say where the metric is not defined', () => {
  expect(pairedBootstrap(10, () => undefined, meanOf(new Float64Array(10)), minus, { confidence: 0.9, seed: 1 })).toBeUndefined()
  expect(pairedBootstrap(0, meanOf(new Float64Array(0)), meanOf(new Float64Array(0)), minus, { confidence: 0.9, seed: 1 })).toBeUndefined()
})
