import { expect, test } from 'vitest'
import type { LinkedBehaviourGate, LinkedRobustnessGate } from '../../compiler/graph/factory.js'
import type { EvaluationReport, Verdict } from '../../schema/generated/jobs.js'
import { behaviourRow, robustnessRow } from './input-gates.js'

type Robust = NonNullable<EvaluationReport['robustness']>[number]
type Behaved = NonNullable<EvaluationReport['behaviour']>[number]

const report: EvaluationReport = {
  task: 'binary_classification',
  rows: 100,
  metrics: {},
  calibration: [],
  slices: [],
  comparisons: [],
  fairness: [],
}
const measured: Robust = { id: 'robustness[0]', metric: 'roc_auc', rows: 100, before: 0.7, after: 0.68, loss: 0.02 }

test.each<[string, Partial<LinkedRobustnessGate>, Robust | undefined, Verdict]>([
  ['passes at its largest loss', { maxLoss: 0.02 }, measured, 'pass'],
  ['fails above it', { maxLoss: 0.019 }, measured, 'fail'],
  ['wants its own limits, too', { maxLoss: 0.1, min: 0.69 }, measured, 'fail'],
  ['needs enough rows', { maxLoss: 0.1, minSamples: 101 }, measured, 'inconclusive'],
  ['needs a measurement', { maxLoss: 0.1 }, undefined, 'no-data'],
  ['needs numbers', { maxLoss: 0.1 }, { id: 'robustness[0]', metric: 'roc_auc', rows: 100 }, 'no-data'],
  ['needs its own measurement', { maxLoss: 0.1 }, { ...measured, id: 'robustness[1]' }, 'no-data'],
])('robustness %s', (_, limits, found, verdict) => {
  const check = {
    id: 'robustness[0]',
    metric: 'roc_auc',
    missing: { columns: ['temp'], share: 0.5 },
    noise: { columns: ['x'], by: 0.1 },
    seed: 1,
  }
  const row = robustnessRow({ check, minSamples: 30, severity: 'error', ...limits }, { ...report, robustness: found ? [found] : [] })
  expect(row.verdict).toBe(verdict)
  expect(row.gate).toBe('roc_auc with temp missing in 50% of the rows and 10% noise on x')
})

const behaved: Behaved = { id: 'behaviour[0]', rows: 10, satisfied: 9, before: 0.2, after: 0.3, worst: { row: 4, before: 0.5, after: 0.4 } }

test.each<[string, Partial<LinkedBehaviourGate>, Behaved | undefined, Verdict]>([
  ['passes at its share', { mostly: 0.9 }, behaved, 'pass'],
  ['fails below it', { mostly: 0.91 }, behaved, 'fail'],
  ['needs a measurement', { mostly: 0 }, undefined, 'no-data'],
  ['needs rows', { mostly: 0 }, { id: 'behaviour[0]', rows: 0, satisfied: 0 }, 'no-data'],
])('behaviour %s', (_, change, found, verdict) => {
  const check = { id: 'behaviour[0]', change: [{ column: 'wind_speed', add: 20 }], expect: 'increases' as const, by: 0 }
  const gate: LinkedBehaviourGate = { name: 'storms delay', check, mostly: 1, severity: 'error', ...change }
  expect(behaviourRow(gate, { ...report, behaviour: found ? [found] : [] }).verdict).toBe(verdict)
})

test('a row says what was wanted, what was seen and where it was worst', () => {
  const check = { id: 'behaviour[0]', change: [{ column: 'wind_speed', add: 20 }], expect: 'increases' as const, by: 0 }
  expect(behaviourRow({ name: 'storms delay', check, mostly: 1, severity: 'warn' }, { ...report, behaviour: [behaved] })).toEqual({
    gate: 'storms delay',
    requirement: 'increases when wind_speed + 20 on 100% of the rows',
    observed: '90% of 10 rows, from 0.2000 to 0.3000 on average; worst: row 5, from 0.5000 to 0.4000',
    verdict: 'fail',
    severity: 'warn',
  })
})
