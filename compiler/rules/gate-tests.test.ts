import { expect, test } from 'vitest'
import { codesOf, compileSpec } from '../testing/compile-text.js'

const gates = (text: string) => compileSpec(`models: { late-arrival: { gates: ${text} } }`, { platform: 'embedded' })

test.each([
  ['{ fairness: [ { column: origin, metric: equalized_odds_difference, min: 0.1 } ] }', ['AF4100']],
  ['{ fairness: [ { column: origin, metric: equal_opportunity_ratio, max: 0.1 } ] }', ['AF4100']],
  ['{ robustness: [ { metric: roc_auc, maxLoss: 0.1 } ] }', ['AF4101']],
  ['{ robustness: [ { metric: roc_auc, missing: { columns: [tmp] }, maxLoss: 0.1 } ] }', ['AF3020']],
  ['{ robustness: [ { metric: roc_auc, noise: { columns: [carrier], by: 5% }, maxLoss: 0.1 } ] }', ['AF3020']],
  ['{ robustness: [ { metric: rmse, missing: { columns: [temp] }, maxLoss: 0.1 } ] }', ['AF4013']],
  ['{ robustness: [ { metric: roc_auc, missing: { columns: [temp] }, min: 65 } ] }', ['AF4011']],
  ['{ behaviour: [ { name: a, change: { temp: 1 }, rows: [ { wind: 2 } ], expect: unchanged } ] }', ['AF3020']],
  ['{ behaviour: [ { name: a, change: { temp: 1 }, where: { orign: EWR }, expect: unchanged } ] }', ['AF3009']],
  ['{ behaviour: [ { name: a, change: { temp: 1 }, where: { origin: EWR }, rows: [ { temp: 2 } ], expect: unchanged } ] }', ['AF4102']],
  ['{ behaviour: [ { name: a, expect: between, min: 0.9, max: 0.1 } ] }', ['AF4010']],
  ['{ behaviour: [ { name: a, expect: between, min: 0.1, by: 0.1 } ] }', ['AF4102']],
  ['{ behaviour: [ { name: a, change: { temp: { add: 1 } }, expect: increases, max: 0.1 } ] }', ['AF4102']],
  ['{ behaviour: [ { name: a, change: { temp: { add: 1, multiply: 2 } }, expect: increases } ] }', ['AF2007']],
  ['{ metrics: [ { metric: calibration_slope, min: 0.8, max: 1.25 }, { metric: calibration_intercept, min: -0.1, max: 0.1 } ] }', []],
  [
    '{ robustness: [ { metric: brier, missing: { columns: [temp], share: 30% }, noise: { columns: [distance], by: 5% }, maxLoss: 0.01 } ], ' +
      'behaviour: [ { name: a, change: { temp: { add: 1 }, origin: EWR, distance: null }, expect: decreases, mostly: 90% } ] }',
    [],
  ],
])('%s: %j', async (text, codes) => {
  expect(codesOf(await gates(text))).toEqual(codes)
})

test('a class of several neither rises nor falls', async () => {
  const compiled = await compileSpec(
    'models: { late-arrival: { task: multiclass_classification, gates: { metrics: [], behaviour: [ { name: a, change: { temp: 1 }, expect: increases } ] } } }\n' +
      'datasets: { departures: { label: { expression: origin, type: string }, request: [distance] } }',
  )
  expect(codesOf(compiled)).toContain('AF4102')
})
