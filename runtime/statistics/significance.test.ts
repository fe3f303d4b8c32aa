import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg.js'
import { bonferroni } from './bonferroni.js'
import { chiSquareQuantile, chiSquareTail } from './chi-square-distribution.js'
import { logGamma, upperGamma } from './gamma.js'
import { jensenShannonCriticalValue } from './jensen-shannon.js'
import { kolmogorovTail } from './kolmogorov-distribution.js'
import { ksCriticalValue } from './ks.js'
import { psiCriticalValue } from './psi.js'
import { quantiles } from './quantile.js'
import { numericSample } from './sample.js'
import { normedWassersteinCriticalValue, normedWassersteinPValue } from './wasserstein-null.js'

describe('chi-square', () => {
  // Closed forms: exp(-x / 2) for 2 degrees of freedom, exp(-x / 2) (1 + x / 2) for 4.
  it.each([0, 0.001, 0.5, 1, 3, 10, 50])('has the closed forms at %s', (x) => {
    expect(chiSquareTail(x, 2)).toBeCloseTo(Math.exp(-x / 2), 13)
    expect(chiSquareTail(x, 4)).toBeCloseTo(Math.exp(-x / 2) * (1 + x / 2), 13)
  })

  it('has the quantiles of the tables', () => {
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841458820694124, 10)
    expect(chiSquareQuantile(0.95, 9)).toBeCloseTo(16.918977604620448, 10)
    expect(chiSquareQuantile(0.99, 100)).toBeCloseTo(135.80672317102676, 9)
  })

  it('has quantiles that its tail takes back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 2000 }), (p, df) => {
        expect(chiSquareTail(chiSquareQuantile(p, df), df)).toBeCloseTo(1 - p, 9)
      }),
    )
  })

  it('is degenerate without degrees of freedom', () => {
    expect([chiSquareTail(0, 0), chiSquareTail(1, 0), chiSquareQuantile(0.95, 0)]).toEqual([1, 0, 0])
  })
})

it('logGamma is that of factorials and of one half', () => {
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
  expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 12)
  expect(upperGamma(3, Number.POSITIVE_INFINITY)).toBe(0)
})

describe('the Kolmogorov distribution', () => {
  it('falls from 1 to 0 as the distance grows, across the formulas that serve in turn', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, a, b) => {
          const [near, far] = [kolmogorovTail(Math.min(a, b), n), kolmogorovTail(Math.max(a, b), n)]
          expect(near).toBeLessThanOrEqual(1)
          expect(far).toBeGreaterThanOrEqual(0)
          expect(near - far).toBeGreaterThanOrEqual(-1e-5)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is known exactly for one row: 2 (1 - d) from one half on', () => {
    expect(kolmogorovTail(0.75, 1)).toBeCloseTo(0.5, 14)
    expect(kolmogorovTail(0.4, 1)).toBe(1)
  })

  it('is near 5% at the critical value', () => {
    expect(kolmogorovTail(ksCriticalValue(4000, 4000), 2000)).toBeCloseTo(0.05, 2)
  })
})

describe('corrections', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })

  it('never make a p-value smaller, and Bonferroni is never below Benjamini-Hochberg', () => {
    fc.assert(
      fc.property(pValues, (ps) => {
        const [strict, loose] = [bonferroni(ps), benjaminiHochberg(ps)]
        ps.forEach((p, i) => {
          expect(loose[i]).toBeGreaterThanOrEqual(p - 1e-15)
          expect(strict[i]).toBeGreaterThanOrEqual((loose[i] ?? 0) - 1e-15)
          expect(strict[i]).toBeLessThanOrEqual(1)
        })
      }),
    )
  })

  it('keep the order given', () => {
    expect(benjaminiHochberg([0.04, 0.01, 0.5])).toEqual([0.06, 0.03, 0.5])
    expect(bonferroni([0.04, 0.01, 0.5])).toEqual([0.12, 0.03, 1])
  })
})

describe('critical values', () => {
  it('of psi are 0.34 for 100 rows on both sides and 0.034 for 1,000', () => {
    expect(psiCriticalValue(100, 100, 10)).toBeCloseTo(0.338, 3)
    expect(psiCriticalValue(1000, 1000, 10)).toBeCloseTo(0.0338, 4)
  })

  it('shrink as samples grow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 1e6 }), fc.integer({ min: 30, max: 1e6 }), fc.integer({ min: 2, max: 100 }), (n, m, bins) => {
        expect(psiCriticalValue(2 * n, 2 * m, bins)).toBeCloseTo(psiCriticalValue(n, m, bins) / 2, 9)
        expect(jensenShannonCriticalValue(4 * n, 4 * m, bins)).toBeLessThanOrEqual(jensenShannonCriticalValue(n, m, bins))
        expect(ksCriticalValue(2 * n, m)).toBeLessThanOrEqual(ksCriticalValue(n, m))
      }),
    )
  })

  it('of wasserstein on a uniform column are those of the L1 norm of a Brownian bridge', () => {
    const uniform = numericSample(Array.from({ length: 50_001 }, (_, i) => i))
    const scale = Math.sqrt(1 / 50_001 + 1 / 500) * Math.sqrt(12)
    // 0.580 is the 95th percentile of 40,000 simulated bridges.
    expect(Math.abs(normedWassersteinCriticalValue(uniform, 500) / scale - 0.58)).toBeLessThan(0.02)
    expect(normedWassersteinPValue(uniform, 500, normedWassersteinCriticalValue(uniform, 500))).toBeCloseTo(0.05, 9)
  })

  it('of wasserstein are 0 for a constant column, which every change is a change of', () => {
    const constant = numericSample(Array(40).fill(3))
    expect(normedWassersteinCriticalValue(constant, 40)).toBe(0)
    expect([normedWassersteinPValue(constant, 40, 0), normedWassersteinPValue(constant, 40, 0.1)]).toEqual([1, 0])
  })
})

it('quantiles interpolate between order statistics', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, p) => {
        const sorted = rows.toSorted((a, b) => a - b)
        const at = (rows.length - 1) * p
        const [lower, upper] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0]
        expect(quantiles(numericSample(rows), [p])[0]).toBeCloseTo(lower + (upper - lower) * (at - Math.floor(at)), 9)
      },
    ),
  )
})
