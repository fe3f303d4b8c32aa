import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encode } from './encode.js'
import { embeddingWidth, fitPreprocessing } from './fit-preprocessing.js'

const NUMBER = [{ name: 'x', type: 'number' as const }]
const TEXT = [{ name: 'c', type: 'string' as const }]
const numbers = (...values: number[]) => ({
  rows: values.length,
  columns: { x: Float32Array.from(values) },
  labels: new Float64Array(values.length),
})
const texts = (...values: string[]) => ({ rows: values.length, columns: { c: values }, labels: new Float64Array(values.length) })

describe('numbers', () => {
  test('are standardized; missing ones become the mean and are said to be missing', () => {
    const preprocessing = fitPreprocessing(numbers(1, 3, Number.NaN), NUMBER, { maxCategories: 10 })
    expect(preprocessing.numeric).toEqual([{ name: 'x', mean: 2, inverseScale: 1, indicator: true }])
    expect([...encode(numbers(4, Number.NaN), preprocessing).numeric]).toEqual([2, 0, 0, 1])
  })

  test('without missing values in training get no indicator that nothing was learned about', () => {
    const preprocessing = fitPreprocessing(numbers(1, 3), NUMBER, { maxCategories: 10 })
    expect([...encode(numbers(Number.NaN), preprocessing).numeric]).toEqual([0])
  })

  test('a constant or wholly missing column has no say, and wild values are clipped', () => {
    expect([...encode(numbers(6, 1e9), fitPreprocessing(numbers(5, 5), NUMBER, { maxCategories: 1 })).numeric]).toEqual([0, 0])
    const missing = fitPreprocessing(numbers(Number.NaN, Number.NaN), NUMBER, { maxCategories: 1 })
    expect([...encode(numbers(7), missing).numeric]).toEqual([0, 0])
    expect([...encode(numbers(1e30), fitPreprocessing(numbers(1, 3), NUMBER, { maxCategories: 1 })).numeric]).toEqual([10])
  })

  test('training rows come out with mean 0 and deviation 1', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 50 }), (values) => {
        fc.pre(new Set(values).size > 1)
        const part = numbers(...values)
        const {
          numeric,
          numeric: { length },
        } = encode(part, fitPreprocessing(part, NUMBER, { maxCategories: 1 }))
        fc.pre(numeric.every((value) => Math.abs(value) < 10))
        const mean = numeric.reduce((sum, value) => sum + value, 0) / length
        const variance = numeric.reduce((sum, value) => sum + value ** 2, 0) / length - mean ** 2
        expect(mean).toBeCloseTo(0, 3)
        expect(variance).toBeCloseTo(1, 3)
      }),
    )
  })
})

describe('texts', () => {
  test('get codes by frequency, then by name; rare, unseen and missing ones have their own', () => {
    const preprocessing = fitPreprocessing(texts('b', 'a', 'c', 'c', '', 'z'), TEXT, { maxCategories: 3 })
    expect(preprocessing.categorical[0]?.categories).toEqual(['c', 'a', 'b'])
    expect([...encode(texts('c', 'b', 'z', 'new', ''), preprocessing).codes]).toEqual([0, 2, 3, 3, 4])
  })

  test('embeddings grow with the number of categories, up to a limit', () => {
    expect([0, 3, 16, 100, 1e6].map(embeddingWidth)).toEqual([1, 3, 8, 21, 32])
    expect(fitPreprocessing(texts('a', 'b'), TEXT, { maxCategories: 9, embeddingDim: 5 }).categorical[0]?.dimension).toBe(5)
  })
})
