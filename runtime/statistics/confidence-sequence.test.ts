import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomOf } from '../random.js'
import { mixtureRadius, proportionSequence, quantileRanks } from './confidence-sequence.js'
import { normalHalfWidth } from './normal-distribution.js'

describe('the radius of the normal mixture', () => {
  test('is wider than that of one look, and tightest beside it near where it is tuned', () => {
    const beside = (count: number) => mixtureRadius(count, 0.05, 1000) / Math.sqrt(count)
    const other = (count: number) => mixtureRadius(count, 0.05, 100_000) / Math.sqrt(count)
    for (const count of [100, 1000, 10_000, 1_000_000]) expect(mixtureRadius(count, 0.05, 1000)).toBeGreaterThan(normalHalfWidth(0.95))
    expect(beside(1000)).toBeLessThan(other(1000))
    expect(other(100_000)).toBeLessThan(beside(100_000))
    expect(mixtureRadius(1000, 0.05, 1000)).toBeCloseTo(3.08, 1)
  })
})

describe('the sequence of a share', () => {
  test('holds what was observed, and says the same of the opposite', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (successes, failures) => {
        const count = successes + failures
        const { lower, upper } = proportionSequence(successes, count, 0.05)
        const opposite = proportionSequence(failures, count, 0.05)
        expect(lower).toBeLessThanOrEqual(count ? successes / count : 1)
        expect(upper).toBeGreaterThanOrEqual(count ? successes / count : 0)
        expect(opposite.lower).toBeCloseTo(1 - upper, 9)
        expect(opposite.upper).toBeCloseTo(1 - lower, 9)
      }),
    )
  })

  test('is never certain that nothing fails', () => {
    const { lower, upper } = proportionSequence(0, 1000, 0.05)
    expect(lower).toBe(0)
    expect(upper).toBeGreaterThan(0.003)
    expect(upper).toBeLessThan(0.01)
  })
})

describe('the sequence of a quantile', () => {
  test('has ranks around the quantile, and none beyond the values', () => {
    expect(quantileRanks(0.99, 100, 0.05, 1000)).not.toHaveProperty('upper')
    expect(quantileRanks(0.5, 3, 0.05, 1000)).toEqual({})
    const { lower = 0, upper = 0 } = quantileRanks(0.99, 10_000, 0.05, 1000)
    expect(lower).toBeGreaterThan(9800)
    expect(lower).toBeLessThan(9900)
    expect(upper).toBeGreaterThan(9901)
    expect(upper).toBeLessThan(9970)
  })
})

/** Shares of experiments in which some look, after each 100 rows, had the truth outside. */
function misses(experiments: number, outside: (uniform: () => number) => { sequence: boolean; fixed: boolean }) {
  let [sequence, fixed] = [0, 0]
  for (let i = 0; i < experiments; i++) {
    const random = randomOf(21, i)
    const found = outside(() => (random() + 0.5) / 2 ** 32)
    if (found.sequence) sequence++
    if (found.fixed) fixed++
  }
  return { sequence: sequence / experiments, fixed: fixed / experiments }
}

describe('looking after every 100 rows up to 3,000, at 95%', () => {
  test('a mean: the fixed interval is wrong at some look in a quarter of the cases, the sequence in less than one in twenty', () => {
    const shares = misses(400, (uniform) => {
      let [sum, squares, sequence, fixed] = [0, 0, false, false]
      for (let n = 1; n <= 3000; n++) {
        const value = uniform() < 0.2 ? uniform() : -0.25 * uniform()
        sum += value
        squares += value * value
        if (n % 100 !== 0) continue
        const error = Math.sqrt((squares / n - (sum / n) ** 2) / (n - 1))
        const off = Math.abs(sum / n - (0.2 * 0.5 - 0.8 * 0.125)) / error
        sequence ||= off > mixtureRadius(n, 0.05, 500)
        fixed ||= off > 1.96
      }
      return { sequence, fixed }
    })
    expect(shares.sequence).toBeLessThan(0.05)
    expect(shares.fixed).toBeGreaterThan(0.2)
  })

  test('a share of 2%', () => {
    const shares = misses(400, (uniform) => {
      let [failed, sequence, fixed] = [0, false, false]
      for (let n = 1; n <= 3000; n++) {
        if (uniform() < 0.02) failed++
        if (n % 100 !== 0) continue
        const { lower, upper } = proportionSequence(failed, n, 0.05)
        sequence ||= lower > 0.02 || upper < 0.02
        const share = failed / n
        fixed ||= Math.abs(share - 0.02) > 1.96 * Math.sqrt((share * (1 - share)) / n)
      }
      return { sequence, fixed }
    })
    expect(shares.sequence).toBeLessThan(0.05)
    expect(shares.fixed).toBeGreaterThan(0.2)
  })

  test('the 95th percentile', () => {
    const shares = misses(400, (uniform) => {
      const values: number[] = []
      let sequence = false
      for (let n = 1; n <= 3000; n++) {
        values.push(uniform())
        if (n % 100 !== 0) continue
        const { lower, upper } = quantileRanks(0.95, n, 0.05, 500)
        const below = values.filter((value) => value < 0.95).length
        // The k-th smallest is above the quantile where fewer than k values are below.
        sequence ||= (lower !== undefined && below < lower) || (upper !== undefined && below >= upper)
      }
      return { sequence, fixed: true }
    })
    expect(shares.sequence).toBeLessThan(0.05)
  })
})
