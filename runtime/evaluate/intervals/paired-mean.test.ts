import { expect, test } from 'vitest'
import { pairedProportions, pairedT } from './paired-mean.js'

const f64 = (...values: number[]) => Float64Array.from(values)

test('Student’s interval of a mean is the one of the textbook', () => {
  // scipy.stats.ttest_1samp([1, 2, 3, 4, 10], 0).confidence_interval(0.9)
  const interval = pairedT(f64(1, 2, 3, 4, 10), 0.9)
  expect(interval?.lower).toBeCloseTo(0.6292542663487, 10)
  expect(interval?.upper).toBeCloseTo(7.3707457336513, 10)
  expect(pairedT(f64(2, 2, 2), 0.9)).toEqual({ lower: 2, upper: 2 })
  expect(pairedT(f64(1), 0.9)).toBeUndefined()
})

test('shares are never certain, though the models agree on every row', () => {
  const agreed = pairedProportions(new Float64Array(100), 0.95)
  expect(agreed?.lower).toBeLessThan(-0.01)
  expect(agreed?.upper).toBeCloseTo(-(agreed?.lower ?? 0), 12)
  // Agresti and Min: 8 wins and 3 losses of 50 rows, with half a row in each cell.
  const delta = (8.5 - 3.5) / 52
  const half = 1.959963984540054 * Math.sqrt((12 / 52 - delta ** 2) / 52)
  const some = pairedProportions(f64(...new Array(8).fill(1), ...new Array(3).fill(-1), ...new Array(39).fill(0)), 0.95)
  expect(some?.lower).toBeCloseTo(delta - half, 12)
  expect(some?.upper).toBeCloseTo(delta + half, 12)
  expect(pairedProportions(f64(), 0.95)).toBeUndefined()
})
