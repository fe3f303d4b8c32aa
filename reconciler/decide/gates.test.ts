import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkedGates } from '../../compiler/graph/factory.js'
import type { EvaluationReport, Verdict } from '../../schema/generated/jobs.js'
import { gatesOf } from '../testing/factory-fixture.js'
import { assessGates, worst } from './gates.js'

type MetricGate = LinkedGates['metrics'][number]
type Comparison = EvaluationReport['comparisons'][number]

const report = (change: Partial<EvaluationReport> = {}): EvaluationReport => ({
  task: 'binary_classification',
  rows: 1000,
  metrics: { roc_auc: 0.7, brier: 0.15 },
  calibration: [],
  slices: [],
  comparisons: [],
  fairness: [],
  ...change,
})

const gate = (change: Partial<MetricGate> = {}): MetricGate => ({ metric: 'roc_auc', minSamples: 30, severity: 'error', ...change })
const comparison = (change: Partial<Comparison> = {}): Comparison => ({
  metric: 'roc_auc',
  confidence: 0.95,
  rows: 1000,
  value: 0.7,
  champion: 0.69,
  delta: 0.01,
  lower: 0.002,
  upper: 0.018,
  method: 'delong',
  ...change,
})
/** What a NaN becomes on its way through JSON. */
const nothing = JSON.parse('null') as number

const verdictOf = (gates: Partial<LinkedGates>, evaluation: EvaluationReport, hasChampion = false): Verdict =>
  assessGates(gatesOf({ metrics: [], ...gates }), { evaluation, hasChampion, approvals: [] }).verdict

describe('a limit on a metric', () => {
  it.each<[string, Partial<MetricGate>, Partial<EvaluationReport>, Verdict]>([
    ['holds at its minimum', { min: 0.7 }, {}, 'pass'],
    ['fails below its minimum', { min: 0.71 }, {}, 'fail'],
    ['holds at its maximum', { metric: 'brier', max: 0.15 }, {}, 'pass'],
    ['fails above its maximum', { metric: 'brier', max: 0.14 }, {}, 'fail'],
    ['wants both', { min: 0.1, max: 0.5 }, {}, 'fail'],
    ['needs the metric', { metric: 'f1', min: 0 }, {}, 'no-data'],
    ['needs a number', { min: 0 }, { metrics: { roc_auc: nothing } }, 'no-data'],
    ['takes no null for a small number', { metric: 'brier', max: 1 }, { metrics: { brier: nothing } }, 'no-data'],
    ['needs enough rows', { min: 0.6 }, { rows: 29 }, 'inconclusive'],
    ['needs enough rows to fail, too', { min: 0.9 }, { rows: 29 }, 'inconclusive'],
    ['needs its slice', { min: 0.6, slice: { origin: 'JFK' } }, {}, 'no-data'],
    [
      'looks at its slice',
      { min: 0.6, slice: { origin: 'JFK' } },
      { slices: [{ filter: { origin: 'JFK' }, rows: 100, metrics: { roc_auc: 0.55 } }] },
      'fail',
    ],
    [
      'does not take a narrower slice for it',
      { min: 0.6, slice: { origin: 'JFK' } },
      { slices: [{ filter: { origin: 'JFK', hour: 5 }, rows: 100, metrics: { roc_auc: 0.9 } }] },
      'no-data',
    ],
    ['of severity warn holds nothing back', { min: 0.9, severity: 'warn' }, {}, 'pass'],
  ])('%s', (_, change, evidence, verdict) => {
    expect(verdictOf({ metrics: [gate(change)] }, report(evidence))).toBe(verdict)
  })
})

describe('a comparison with the champion', () => {
  const sure = { versus: 'champion', confidence: 0.95, minDelta: 0 } as const
  it.each<[string, Partial<MetricGate>, readonly Comparison[], Verdict]>([
    ['passes where the whole interval is above', sure, [comparison()], 'pass'],
    ['fails where the whole interval is below', sure, [comparison({ delta: -0.01, lower: -0.02, upper: -0.001 })], 'fail'],
    ['is undecided where the interval holds the limit', sure, [comparison({ lower: -0.001 })], 'inconclusive'],
    ['may allow a little loss', { ...sure, minDelta: -0.005 }, [comparison({ lower: -0.004 })], 'pass'],
    ['goes by the difference alone without a confidence', { versus: 'champion' }, [comparison({ lower: -0.5 })], 'pass'],
    ['fails by the difference alone', { versus: 'champion' }, [comparison({ delta: -0.001 })], 'fail'],
    ['needs to be measured', sure, [], 'no-data'],
    ['needs its own confidence', sure, [comparison({ confidence: 0.9 })], 'no-data'],
    ['needs its own slice', { ...sure, slice: { origin: 'JFK' } }, [comparison()], 'no-data'],
    ['needs enough rows', sure, [comparison({ rows: 29 })], 'inconclusive'],
    ['needs numbers', sure, [comparison({ lower: nothing })], 'no-data'],
  ])('%s', (_, change, comparisons, verdict) => {
    expect(verdictOf({ metrics: [gate(change)] }, report({ comparisons: [...comparisons] }), true)).toBe(verdict)
  })

  it('does not apply to the first version', () => {
    expect(verdictOf({ metrics: [gate({ ...sure, min: 0.6 })] }, report())).toBe('pass')
  })
})

describe('further gates', () => {
  const fair = { column: 'sex', metric: 'demographic_parity_difference', max: 0.1, minSamples: 100 }
  it.each<[string, Partial<LinkedGates>, Partial<EvaluationReport>, Verdict]>([
    ['a fast model', { latency: { p99Ms: 5 } }, { latencyMs: { p50: 1, p99: 5, samples: 100 } }, 'pass'],
    ['a slow model', { latency: { p50Ms: 0.5 } }, { latencyMs: { p50: 1, p99: 5, samples: 100 } }, 'fail'],
    ['a model whose speed is unknown', { latency: { p99Ms: 5 } }, {}, 'no-data'],
    ['a small model', { sizeBytes: 10 }, { sizeBytes: 10 }, 'pass'],
    ['a large model', { sizeBytes: 9 }, { sizeBytes: 10 }, 'fail'],
    ['a fair model', { fairness: [fair] }, { fairness: [{ ...fair, value: 0.1, groups: [] }] }, 'pass'],
    ['an unfair model', { fairness: [fair] }, { fairness: [{ ...fair, value: 0.2, groups: [] }] }, 'fail'],
    ['groups too small to tell', { fairness: [fair] }, { fairness: [{ ...fair, groups: [] }] }, 'no-data'],
  ])('%s', (_, gates, evidence, verdict) => {
    expect(verdictOf(gates, report(evidence))).toBe(verdict)
  })

  it.each<[string, readonly string[], Verdict]>([
    ['nobody', [], 'inconclusive'],
    ['one of two', ['ann'], 'inconclusive'],
    ['strangers', ['eve', 'mallory'], 'inconclusive'],
    ['enough', ['ann', 'bob'], 'pass'],
  ])('approval by %s', (_, approvals, verdict) => {
    const gates = gatesOf({ metrics: [], approval: { approvers: ['ann', 'bob', 'cid'], count: 2 } })
    expect(assessGates(gates, { evaluation: report(), hasChampion: false, approvals }).verdict).toBe(verdict)
  })
})

describe('all gates together', () => {
  it.each<[Verdict[], Verdict]>([
    [[], 'pass'],
    [['pass', 'inconclusive'], 'inconclusive'],
    [['inconclusive', 'no-data', 'pass'], 'no-data'],
    [['no-data', 'fail'], 'fail'],
  ])('%j are %s', (verdicts, verdict) => expect(worst(verdicts)).toBe(verdict))

  it('pass only if each one of severity error passes on evidence', () => {
    const value = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined })
    const gates = fc.array(
      fc.record({
        metric: fc.constantFrom('a', 'b'),
        min: fc.double({ min: 0, max: 1, noNaN: true }),
        minSamples: fc.integer({ min: 1, max: 50 }),
        severity: fc.constantFrom<'error' | 'warn'>('error', 'warn'),
      }),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(gates, value, value, fc.integer({ min: 0, max: 60 }), (list, a, b, rows) => {
        const metrics = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) }
        const evaluation = report({ rows, metrics })
        const expected = list
          .filter(({ severity }) => severity === 'error')
          .every(
            ({ metric, min, minSamples }) =>
              rows >= minSamples && (metric === 'a' ? a : b) !== undefined && ((metric === 'a' ? a : b) ?? 0) >= min,
          )
        const found = assessGates(gatesOf({ metrics: list }), { evaluation, hasChampion: false, approvals: [] })
        expect(found.verdict === 'pass').toBe(expected)
        expect(found.rows).toHaveLength(list.length)
      }),
    )
  })
})
