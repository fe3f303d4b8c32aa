import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ColumnDrift } from '../../schema/generated/jobs.js'
import { heatLevel } from './heat-level.js'

const column = (change: Partial<ColumnDrift>): ColumnDrift => ({
  column: 'c',
  method: 'psi',
  verdict: 'pass',
  reference: 1,
  current: 1,
  ...change,
})

test.each([
  ['0', { statistic: 0.04, threshold: 0.2 }],
  ['1', { statistic: 0.05 }],
  ['2', { statistic: 0.19, threshold: 0.2 }],
  ['3', { statistic: 0.21, threshold: 0.2, verdict: 'fail' }],
  ['4', { statistic: 0.4, threshold: 0.2, verdict: 'fail' }],
  ['5', { statistic: 1, threshold: 0.2, verdict: 'fail' }],
  ['-', { statistic: 0.4, threshold: 0.2, verdict: 'inconclusive' }],
  ['-', { verdict: 'no-data' }],
] as const)('%s for a statistic of %o', (level, change) => {
  expect(heatLevel(column(change), { threshold: 0.2 })).toBe(level)
})

test.each([
  ['0', { pValue: 0.7 }],
  ['1', { pValue: 0.2 }],
  ['2', { pValue: 0.02 }],
  ['3', { pValue: 0.001, verdict: 'fail' }],
  ['4', { pValue: 1e-6, verdict: 'fail' }],
  ['5', { pValue: 1e-9, verdict: 'fail' }],
  ['5', { pValue: 0, verdict: 'fail' }],
] as const)('%s for a test with %o', (level, change) => {
  expect(heatLevel(column(change), { pValue: 0.01 })).toBe(level)
})

test('the verdict alone decides the side of the threshold, whatever the numbers say', () => {
  const number = fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined })
  const drift = fc.record({
    statistic: number,
    pValue: number,
    threshold: number,
    verdict: fc.constantFrom('pass', 'fail', 'inconclusive', 'no-data'),
  })
  fc.assert(
    fc.property(drift, fc.constantFrom({ threshold: 0.2 }, { pValue: 0.01 }, {}), (change, limits) => {
      const level = heatLevel(column(change as Partial<ColumnDrift>), limits)
      expect(level).toMatch({ pass: /[012]/, fail: /[345]/, inconclusive: /-/, 'no-data': /-/ }[change.verdict] ?? /never/)
    }),
  )
})
