import { expect, test } from 'vitest'
import type { DriftReport, Verdict } from '../../schema/generated/jobs.js'
import { ruleFailures } from './rule-failures.js'

const report = (verdict: Verdict, version = 1): DriftReport => ({
  monitor: 'm',
  endpoint: 'e',
  version,
  asOf: '2013-06-01T00:00:00Z',
  window: { from: '2013-05-01T00:00:00Z', to: '2013-06-01T00:00:00Z' },
  rows: 10,
  rules: [{ id: 'drift[0]', method: 'psi', verdict, driftedShare: 0, columns: [] }],
  performance: [],
  quality: [],
})

test.each([
  [[], undefined],
  [['fail', 'fail'], 2],
  [['fail', 'no-data', 'fail'], 2],
  [['fail', 'inconclusive'], 1],
  [['fail', 'fail', 'pass'], 0],
  [['pass', 'fail'], 1],
] as const)('%j: %j in a row', (verdicts, expected) => {
  expect(ruleFailures(verdicts.map((verdict) => report(verdict)))['drift[0]']).toBe(expected)
})

test('another version starts again', () => {
  expect(ruleFailures([report('fail'), report('fail'), report('fail', 2)])).toEqual({ 'drift[0]': 1 })
})
