import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linearScale, monthStarts, runsOf } from './scale.js'

describe('linear scale', () => {
  test('widens to round numbers', () => {
    expect(linearScale([0.612, 0.71], [0, 100], 3).ticks).toEqual([0.6, 0.65, 0.7, 0.75])
    expect(linearScale([3, 97], [0, 100], 4).ticks).toEqual([0, 25, 50, 75, 100])
  })

  test('keeps every value inside its range, one value and none included', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }))
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 6 }), (list, count) => {
        const scale = linearScale(list, [100, 0], count)
        for (const value of list) {
          expect(scale(value)).toBeGreaterThanOrEqual(-1e-6)
          expect(scale(value)).toBeLessThanOrEqual(100 + 1e-6)
        }
        expect(scale.ticks.length).toBeGreaterThan(1)
        expect(scale.ticks.length).toBeLessThan(12)
      }),
    )
  })
})

test('runs cover a text without gaps', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('0', '1', '-')), (letters) => {
      const text = letters.join('')
      const runs = runsOf(text)
      expect(runs.map(({ letter, from, to }) => letter.repeat(to - from)).join('')).toBe(text)
      expect(runs.every(({ from }, index) => from === (runs[index - 1]?.to ?? 0))).toBe(true)
    }),
  )
})

test('month marks stand where months begin, the first gives way to one that is too near', () => {
  const days = (from: number, count: number): number[] => Array.from({ length: count }, (_, day) => from + day * 86_400_000)
  expect(monthStarts(days(Date.UTC(2013, 0, 10), 60), 10)).toEqual([0, 22, 50])
  expect(monthStarts(days(Date.UTC(2013, 0, 29), 40), 10)).toEqual([3, 31])
  expect(monthStarts(days(Date.UTC(2013, 0, 29), 2), 10)).toEqual([0])
  expect(monthStarts([], 10)).toEqual([])
})
