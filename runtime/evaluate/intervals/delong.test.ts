import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delong, delongInterval } from './delong.js'

const f64 = (...values: number[]) => Float64Array.from(values)

/** DeLong's definition, pair by pair (DeLong et al. 1988, equations 3 to 8). */
function byDefinition(labels: Float64Array, scores: Float64Array, others: Float64Array): { value: number; variance: number } {
  const rows = [...labels.keys()]
  const positives = rows.filter((row) => labels[row] === 1)
  const negatives = rows.filter((row) => labels[row] !== 1)
  const wins = (of: Float64Array, i: number, j: number) => (Math.sign((of[i] ?? 0) - (of[j] ?? 0)) + 1) / 2
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = (values: number[]) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1)
  const v10 = positives.map((i) => mean(negatives.map((j) => wins(scores, i, j) - wins(others, i, j))))
  const v01 = negatives.map((j) => mean(positives.map((i) => wins(scores, i, j) - wins(others, i, j))))
  return { value: mean(v10), variance: variance(v10) / positives.length + variance(v01) / negatives.length }
}

describe('the difference of two areas', () => {
  test('and its variance are those of the definition, ties included', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 40 }), (rows) => {
        const labels = f64(0, 0, 1, 1, ...rows.map(([label]) => label))
        const scores = f64(1, 3, 2, 3, ...rows.map(([, score]) => score))
        const others = f64(1, 2, 3, 3, ...rows.map(([, , score]) => score))
        const found = delong(labels, scores, others)
        const wanted = byDefinition(labels, scores, others)
        expect(found?.value).toBeCloseTo(wanted.value, 12)
        expect((found?.error ?? 0) ** 2).toBeCloseTo(wanted.variance, 12)
      }),
    )
  })

  test('is nothing for a model beside itself, and turns around with its sides', () => {
    const labels = f64(0, 1, 0, 1, 1, 0)
    const a = f64(0.1, 0.9, 0.4, 0.3, 0.8, 0.6)
    const b = f64(0.2, 0.5, 0.6, 0.7, 0.4, 0.1)
    expect(delongInterval(labels, a, a, 0.95)).toEqual({ lower: 0, upper: 0 })
    const there = delongInterval(labels, a, b, 0.95)
    const back = delongInterval(labels, b, a, 0.95)
    expect(there?.lower).toBeCloseTo(-(back?.upper ?? 0), 12)
    expect(there?.upper).toBeGreaterThan(delongInterval(labels, a, b, 0.5)?.upper ?? 1)
  })

  test('is not known with fewer than two rows of a class', () => {
    expect(delong(f64(0, 0, 0, 1), f64(1, 2, 3, 4), f64(4, 3, 2, 1))).toBeUndefined()
    expect(delong(f64(0, 0), f64(1, 2), f64(4, 3))).toBeUndefined()
    expect(delong(f64(), f64(), f64())).toBeUndefined()
  })
})
