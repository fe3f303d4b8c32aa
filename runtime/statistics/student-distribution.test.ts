import { expect, test } from 'vitest'
import { incompleteBeta, logBeta } from './incomplete-beta.js'
import { normalHalfWidth, normalTail } from './normal-distribution.js'
import { studentHalfWidth, studentTails } from './student-distribution.js'

test('known values of the normal and of Student’s distribution', () => {
  expect(normalHalfWidth(0.95)).toBeCloseTo(1.959963984540054, 12)
  expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 12)
  expect(normalTail(-1)).toBeCloseTo(0.8413447460685429, 12)
  expect(studentHalfWidth(0.95, 1)).toBeCloseTo(12.706204736432095, 8)
  expect(studentHalfWidth(0.99, 30)).toBeCloseTo(2.7499956535670305, 10)
  expect(studentHalfWidth(0.95, 1e6)).toBeCloseTo(1.9599663, 6)
  expect(studentTails(0, 5)).toBe(1)
})

test('the incomplete beta function against its closed forms', () => {
  for (const x of [0.001, 0.2, 0.5, 0.9, 0.999]) {
    expect(incompleteBeta(x, 1, 1)).toBeCloseTo(x, 13)
    expect(incompleteBeta(x, 3, 1)).toBeCloseTo(x ** 3, 13)
    expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12)
  }
  expect(incompleteBeta(0, 2, 3)).toBe(0)
  expect(incompleteBeta(1, 2, 3)).toBe(1)
  expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 12)
})
