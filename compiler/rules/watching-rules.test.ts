import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileSpec } from '../testing/compile-text.js'
import { findings } from '../testing/findings.js'

const monitor = (fields: string) => `monitors: { delay-drift: { ${fields} } }`
const drift = (rule: string, more = '') => monitor(`${more} drift: [ { ${rule} } ]`)
const retrain = (fields: string) => `models: { late-arrival: { retrain: { ${fields} } } }`
const RETRAIN = 'column: distance, method: psi, threshold: 0.2, actions: [retrain]'

test.each([
  ['PSI of 1,000 rows', drift('columns: "*", method: psi, threshold: 0.02'), []],
  ['PSI below its noise', drift('columns: "*", method: psi, threshold: 0.01'), ['AF4088 0.01']],
  ['a small window', drift('columns: "*", method: psi, threshold: 0.2', 'current: { minSamples: 80 },'), ['AF4088 0.2']],
  ['two windows of traffic', drift('columns: "*", method: psi, threshold: 0.03', 'reference: { window: 30d },'), ['AF4088 0.03']],
  ['Jensen-Shannon', drift('column: distance, method: jensen_shannon, threshold: 0.05'), ['AF4088 0.05']],
  ['Kolmogorov-Smirnov', drift('column: distance, method: ks, threshold: 0.04'), ['AF4088 0.04']],
  ['another method', drift('column: distance, method: wasserstein, threshold: 0.01'), []],
  [
    'PSI of a rollout',
    'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: prediction_psi, max: 0.1, minSamples: 300 } ] } } } } }',
    ['AF4088 0.1'],
  ],
  ['one test', drift('column: distance, method: ks, pValue: 0.05'), []],
  ['few and strict tests', drift('columns: [distance, temp], method: ks, pValue: 0.05'), []],
  ['some tests', drift('columns: [distance, temp, wind_speed], method: ks, pValue: 0.05'), ['AF4089 0.05']],
  ['all inputs', drift('columns: "*", method: chi_square, pValue: 0.05'), ['AF4089 0.05']],
  ['a share of them', drift('columns: "*", method: ks, pValue: 0.05, driftShare: 50%'), []],
  ['an earlier window', monitor('reference: { window: 30d, offset: 6d }'), ['AF4090 6d']],
  ['an earlier window that ends in time', monitor('reference: { window: 30d }'), []],
  ['a log of three days', 'endpoints: { delay-api: { logger: { retention: 3d } } }', ['AF4091 3d']],
  [
    'a log that outcomes come too late for',
    `endpoints: { delay-api: { logger: { retention: 7d } } }\n${monitor('performance: [ { metric: roc_auc, min: 0.5 } ]')}`,
    ['AF4091 7d'],
  ],
  ['checks each weekday of the last day', monitor('schedule: "0 0 * * 1-5", current: { window: 1d }'), ['AF4092 0 0 * * 1-5']],
  ['a window shorter than the usual schedule', monitor('current: { window: 12h }'), ['AF4092 delay-drift']],
  ['a cooldown of a day for daily checks', monitor('cooldown: 1d'), ['AF4093 1d']],
  ['a cooldown of two', monitor('cooldown: 2d'), []],
  [
    'rolling back because of inputs',
    drift('columns: [prediction, distance], method: psi, threshold: 0.2, actions: [alert, rollback]'),
    ['AF4095 rollback'],
  ],
  ['rolling back because of predictions', drift('columns: [prediction], method: psi, threshold: 0.2, actions: [rollback]'), []],
  ['training without a bound', `${retrain('onDrift: true')}\n${drift(RETRAIN)}`, ['AF4096 retrain']],
  ['training after a pause', `${retrain('onDrift: true')}\n${drift(RETRAIN, 'cooldown: 7d,')}`, []],
  [
    'two that ask',
    `${retrain('onDrift: true, cooldown: 7d')}\nmonitors: { delay-drift: { drift: [ { ${RETRAIN} } ] }, b: { endpoint: delay-api, drift: [ { ${RETRAIN} } ] } }`,
    ['AF4097 - retrain'],
  ],
  ['no rules', 'monitors: { none: { endpoint: delay-api, drift: [] } }', ['AF4098 none']],
  ['a budget of nothing', monitor('budget: { runs: 1, per: 7d }'), ['AF4099 budget']],
  ['news of nothing', 'notifications: [ { to: webhook, on: [drift, decay], secretRef: { name: a, key: b } } ]', ['AF4180 decay']],
  ['news to nobody', 'notifications: [ { to: email, on: [drift], channel: a@example.com } ]', ['AF4181 email']],
  ['monthly, four times a month', retrain('schedule: "0 3 1 * *", budget: { runs: 4, per: 30d }'), []],
  ['weekly, once a month', retrain('schedule: "0 3 * * 1", budget: { runs: 1, per: 30d }'), ['AF4182 1']],
  ['weekly with two weeks between', retrain('schedule: "0 3 * * 1", cooldown: 14d'), ['AF4103 14d']],
  ['a budget that the cooldown keeps anyway', retrain('cooldown: 7d, budget: { runs: 5, per: 30d }'), ['AF4104 5']],
  ['a budget that it does not', retrain('cooldown: 7d, budget: { runs: 4, per: 30d }'), []],
  ['GPU-hours without GPUs', retrain('budget: { gpuHours: 4, per: 30d }'), ['AF4105 4']],
  ['once', retrain('onChange: false'), ['AF4107 false']],
  ['for new data', retrain('onChange: false, onNewData: true'), []],
  ['catching up', 'pipeline: { catchup: true }', ['AF4108 catchup']],
  ['the first and Mondays', 'pipeline: { schedule: "0 3 1 * mon" }', ['AF4109 0 3 1 * mon']],
  ['every day, said twice', 'pipeline: { schedule: "0 3 * * 0-6" }', []],
  ['sixty times', monitor('schedule: "* 3,4 * * *"'), ['AF4110 "* 3,4 * * *"']],
  ['each minute, all day', 'featureViews: { carrier_history: { schedule: "* * * * *" } }', []],
  ['values of an hour, once a day', 'featureViews: { airport_weather: { schedule: "0 3 * * *" } }', ['AF4111 2h']],
])('%s', async (_, fragment, expected) => {
  expect(await findings(fragment)).toEqual(expected)
})

test('a new version starts the count again', async () => {
  const weekly = retrain('schedule: "0 3 * * 1"')
  const rule = (times: number) => drift(`columns: "*", method: psi, threshold: 0.2, for: ${times}`)
  expect(await findings(`${weekly}\n${rule(7)}`)).toEqual([])
  expect(await findings(`${weekly}\n${rule(8)}`)).toEqual(['AF4094 8'])
})

test('one run of four GPUs', async () => {
  const trainer = 'trainer: { runtime: command, command: [train], timeout: 3h, resourcesPerNode: { gpu: 4 } }'
  const model = (hours: number) => `models: { late-arrival: { ${trainer}, retrain: { budget: { gpuHours: ${hours}, per: 30d } } } }`
  expect(await findings(model(12))).toEqual([])
  expect(await findings(model(11))).toEqual(['AF4106 11'])
})

test('the rows that are called enough are enough, and hardly fewer would be', async () => {
  const rule = (threshold: number, rows: number) =>
    drift(`column: distance, method: psi, threshold: ${threshold}`, `current: { minSamples: ${rows} },`)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (hundredths) => {
      const threshold = hundredths / 100
      const { diagnostics } = await compileSpec(rule(threshold, 10))
      const enough = Number(/at least (\d+)/.exec(diagnostics.find(({ code }) => code === 'AF4088')?.suggestion ?? '')?.[1])
      expect(await findings(rule(threshold, enough), 'AF4088')).toEqual([])
      expect(await findings(rule(threshold, Math.floor(enough * 0.85)), 'AF4088')).toHaveLength(1)
    }),
    { numRuns: 20 },
  )
})
