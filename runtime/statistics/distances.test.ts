import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binPair } from './bins.js'
import { chiSquareTest } from './chi-square-test.js'
import { hellinger } from './hellinger.js'
import { jensenShannon } from './jensen-shannon.js'
import { ksTest } from './ks.js'
import { lInfinity } from './l-infinity.js'
import { psi } from './psi.js'
import { categoricalSample, type NumericSample, numericSample } from './sample.js'
import { normedWasserstein, wasserstein } from './wasserstein.js'

const numbers = fc.array(fc.oneof(fc.integer({ min: -5, max: 20 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
  minLength: 1,
  maxLength: 60,
})
const withMissing = fc.array(
  fc.oneof({ arbitrary: fc.integer({ min: 0, max: 30 }), weight: 5 }, { arbitrary: fc.constant(null), weight: 1 }),
  { minLength: 1, maxLength: 60 },
)
const text = fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e')), { minLength: 1, maxLength: 60 })
/** Counts of two samples in the same bins, as binPair gives them. */
const counts = fc
  .array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 12 })
  .map((pairs) => pairs.filter(([a, b]) => a + b > 0))
  .filter((pairs) => pairs.some(([a]) => a > 0) && pairs.some(([, b]) => b > 0))
  .map((pairs) => ({ p: pairs.map(([a]) => a), q: pairs.map(([, b]) => b) }))

const OF_BINS = {
  psi,
  jensenShannon,
  hellinger,
  lInfinity,
  chiSquare: (p: readonly number[], q: readonly number[]) => chiSquareTest(p, q).statistic,
}
const OF_NUMBERS = { ks: (a: NumericSample, b: NumericSample) => ksTest(a, b).statistic, wasserstein, normedWasserstein }

describe.each(Object.entries(OF_BINS))('%s', (name, distance) => {
  it('is 0 for equal counts, symmetric, and does not depend on the order of bins', () => {
    fc.assert(
      fc.property(counts, ({ p, q }) => {
        expect(distance(p, p)).toBeCloseTo(0, 7)
        expect(distance(p, q)).toBeCloseTo(distance(q, p), 9)
        expect(distance(p.toReversed(), q.toReversed())).toBeCloseTo(distance(p, q), 9)
        expect(distance(p, q)).toBeGreaterThanOrEqual(0)
        if (name !== 'psi' && name !== 'chiSquare') expect(distance(p, q)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

it('the distances of bins that share nothing are 1', () => {
  for (const distance of [jensenShannon, hellinger, lInfinity]) expect(distance([5, 0], [0, 9])).toBeCloseTo(1, 12)
  expect(chiSquareTest([5, 0], [0, 9]).statistic).toBeCloseTo(14, 12)
})

it('psi counts an empty bin as a share of 0.0001', () => {
  expect(psi([50, 50], [100, 0])).toBeCloseTo((0.5 - 1) * Math.log(0.5) + (0.5 - 0.0001) * Math.log(0.5 / 0.0001), 12)
})

describe.each(Object.entries(OF_NUMBERS))('%s', (_, distance) => {
  it('is 0 for equal samples and does not depend on the order of rows', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(distance(numericSample(a), numericSample(a))).toBe(0)
        expect(distance(numericSample(a.toReversed()), numericSample(b.toReversed()))).toBe(distance(numericSample(a), numericSample(b)))
      }),
    )
  })
})

it('ks is symmetric, from 0 to 1, and does not change under an increasing map', () => {
  fc.assert(
    fc.property(withMissing, withMissing, (a, b) => {
      const forward = ksTest(numericSample(a), numericSample(b))
      if (Number.isNaN(forward.statistic)) return
      expect(forward.statistic).toBeLessThanOrEqual(1)
      expect(forward.pValue).toBeGreaterThanOrEqual(0)
      expect(forward.pValue).toBeLessThanOrEqual(1)
      expect(ksTest(numericSample(b), numericSample(a))).toEqual(forward)
      const mapped = [a, b].map((rows) => numericSample(rows.map((x) => (x === null ? null : x * x + 3 * x))))
      expect(ksTest(mapped[0] as NumericSample, mapped[1] as NumericSample)).toEqual(forward)
    }),
  )
})

it('wasserstein is the shift of a sample that is moved, whatever its unit once it is normed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 }),
      fc.integer({ min: 1, max: 500 }),
      (rows, shift) => {
        const moved = rows.map((x) => x + shift)
        expect(wasserstein(numericSample(rows), numericSample(moved))).toBeCloseTo(shift, 6)
        const meters = normedWasserstein(numericSample(rows), numericSample(moved))
        const inches = normedWasserstein(numericSample(rows.map((x) => x * 64)), numericSample(moved.map((x) => x * 64)))
        expect(inches).toBeCloseTo(meters, 9)
        expect(Number.isFinite(meters)).toBe(true)
      },
    ),
  )
})

describe('binPair', () => {
  it('keeps every row of both samples, missing ones too', () => {
    fc.assert(
      fc.property(withMissing, withMissing, fc.integer({ min: 2, max: 12 }), (a, b, bins) => {
        const pair = binPair(numericSample(a), numericSample(b), bins)
        expect(pair.reference.reduce((x, y) => x + y, 0)).toBe(a.length)
        expect(pair.current.reduce((x, y) => x + y, 0)).toBe(b.length)
        expect(pair.reference.length).toBeLessThanOrEqual(bins + 2)
      }),
    )
    fc.assert(
      fc.property(text, text, (a, b) => {
        const pair = binPair(categoricalSample(a), categoricalSample(b))
        expect([...pair.reference].reduce((x, y) => x + y, 0)).toBe(a.length)
        expect([...pair.current].reduce((x, y) => x + y, 0)).toBe(b.length)
      }),
    )
  })

  it('cuts at the quantiles of the reference, so that it fills its bins evenly', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 100)
    expect(binPair(numericSample(rows), numericSample([500])).reference).toEqual(Array(10).fill(100))
    expect(binPair(numericSample(rows), numericSample([500])).current).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  })

  it('sees a constant column change, and one that loses its values', () => {
    expect(binPair(numericSample([7, 7, 7]), numericSample([7, 8]))).toEqual({ reference: [3, 0], current: [1, 1] })
    expect(binPair(numericSample([7, 7, 7]), numericSample([null, null]))).toEqual({ reference: [3, 0], current: [0, 2] })
  })

  it('has a bin of its own for a value that most rows share', () => {
    const rows = [...Array(93).fill(0), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    expect(binPair(numericSample(rows), numericSample([0, 0, 5])).current).toContain(2)
  })

  it('refuses to compare numbers with text', () => {
    expect(() => binPair(numericSample([1]), categoricalSample(['a']))).toThrow(TypeError)
  })
})
