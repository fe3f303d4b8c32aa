import { describe, expect, it } from 'vitest'
import type { DriftRuleSpec } from '../../schema/generated/jobs.js'
import { categoricalSample, numericSample } from '../statistics/sample.js'
import { type Comparison, compareSamples } from './compare-samples.js'
import { judgeColumns } from './judge-columns.js'

const PSI: DriftRuleSpec = { id: 'psi', columns: [], method: 'psi', threshold: 0.2, correction: 'none', driftShare: 0 }
const KS: DriftRuleSpec = { id: 'ks', columns: [], method: 'ks', pValue: 0.01, correction: 'bonferroni', driftShare: 0 }
const comparison = (over: Partial<Comparison>): Comparison => ({
  statistic: 0.05,
  pValue: 0.5,
  criticalValue: 0.01,
  reference: 5000,
  current: 2000,
  ...over,
})

describe('a threshold rule', () => {
  it.each([
    ['below the threshold', { statistic: 0.19 }, 'pass'],
    ['at the threshold', { statistic: 0.2, pValue: 0 }, 'fail'],
    ['above it, though that may be chance', { statistic: 0.3, pValue: 0.06 }, 'inconclusive'],
    ['with a window on which noise reaches the threshold', { statistic: 0.01, criticalValue: 0.21 }, 'inconclusive'],
    ['far away, with such a window', { statistic: 3, pValue: 0, criticalValue: 0.21 }, 'inconclusive'],
    ['with too few live rows', { statistic: 3, pValue: 0, current: 999 }, 'inconclusive'],
    ['with too few reference rows', { statistic: 3, pValue: 0, reference: 29 }, 'inconclusive'],
    ['without live rows', { current: 0 }, 'no-data'],
    ['without a reference', { reference: 0 }, 'no-data'],
  ] as const)('%s', (_, over, verdict) => {
    const [judged] = judgeColumns(PSI, 1000, [{ column: 'x', comparison: comparison(over) }])
    expect(judged?.drift.verdict).toBe(verdict)
    expect(judged?.reason !== undefined).toBe(verdict === 'inconclusive' || verdict === 'no-data')
  })

  it('reports its threshold and the calibrated critical value beside the statistic', () => {
    const [judged] = judgeColumns(PSI, 1000, [{ column: 'x', comparison: comparison({}) }])
    expect(judged?.drift).toEqual({
      column: 'x',
      method: 'psi',
      statistic: 0.05,
      pValue: 0.5,
      threshold: 0.2,
      criticalValue: 0.01,
      verdict: 'pass',
      reference: 5000,
      current: 2000,
    })
  })
})

describe('a p-value rule', () => {
  const verdicts = (rule: DriftRuleSpec, pValues: readonly number[], current = 2000) =>
    judgeColumns(
      rule,
      1000,
      pValues.map((pValue, i) => ({ column: `c${i}`, comparison: comparison({ pValue, current }) })),
    ).map(({ drift }) => drift.verdict)

  it('corrects for the number of columns', () => {
    expect(verdicts(KS, [0.004])).toEqual(['fail'])
    expect(verdicts(KS, [0.004, 0.5, 0.5])).toEqual(['pass', 'pass', 'pass'])
    expect(verdicts({ ...KS, correction: 'benjamini_hochberg' }, [0.004, 0.005, 0.5])).toEqual(['fail', 'fail', 'pass'])
    expect(verdicts({ ...KS, correction: 'none' }, [0.004, 0.02, 0.5])).toEqual(['fail', 'pass', 'pass'])
  })

  it('counts only columns that are tested as tests', () => {
    const columns = [
      { column: 'a', comparison: comparison({ pValue: 0.006 }) },
      { column: 'b', comparison: comparison({ pValue: 0.9, current: 10 }) },
    ]
    expect(judgeColumns(KS, 1000, columns).map(({ drift }) => drift.verdict)).toEqual(['fail', 'inconclusive'])
  })

  it('never passes on few rows', () => {
    expect(verdicts(KS, [0.9], 10)).toEqual(['inconclusive'])
  })
})

describe('compareSamples', () => {
  const reference = numericSample([...Array.from({ length: 400 }, (_, i) => i % 40), null, null])
  const current = numericSample([...Array.from({ length: 300 }, (_, i) => (i % 40) + 3), ...Array(60).fill(null)])

  it('counts missing values for distances of bins and leaves them out where an order is needed', () => {
    expect(compareSamples('psi', reference, current)).toMatchObject({ reference: 402, current: 360 })
    expect(compareSamples('ks', reference, current)).toMatchObject({ reference: 400, current: 300 })
  })

  it.each(['psi', 'ks', 'wasserstein', 'jensen_shannon', 'hellinger', 'l_infinity', 'chi_square'] as const)(
    '%s gives finite figures',
    (method) => {
      const found = compareSamples(method, reference, current)
      for (const figure of [found.statistic, found.pValue, found.criticalValue]) expect(Number.isFinite(figure)).toBe(true)
      expect(found.statistic).toBeGreaterThan(0)
      const same = compareSamples(method, reference, reference)
      expect(same.statistic).toBeCloseTo(0, 9)
      expect(same.pValue).toBeCloseTo(1, 6)
    },
  )

  it.each(['psi', 'ks', 'wasserstein', 'chi_square'] as const)('%s of a column that lost all its rows has no figures', (method) => {
    expect(compareSamples(method, reference, numericSample([])).statistic).toBeUndefined()
  })

  it('sees a column that lost all its values', () => {
    expect(compareSamples('psi', reference, numericSample(Array(100).fill(null))).statistic).toBeGreaterThan(5)
    expect(compareSamples('ks', reference, numericSample(Array(100).fill(null)))).toEqual({ reference: 400, current: 0 })
  })

  it('needs an order for ks', () => {
    expect(() => compareSamples('ks', categoricalSample(['a']), categoricalSample(['a']))).toThrow('compares numbers')
  })
})
