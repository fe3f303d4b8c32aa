import { expect, test } from 'vitest'
import { findings } from '../testing/findings.js'

const endpoint = (fields: string) => `endpoints: { delay-api: { ${fields} } }`
const steps = (list: string) => endpoint(`rollout: { steps: [ ${list} ] }`)
const rollout = (fields: string) => endpoint(`rollout: { ${fields} }`)
const better = 'analysis: { health: { metrics: [ { metric: brier, versus: champion, confidence: 95%, minSamples: 2000 } ] } }'
const metrics = (list: string, more = '') => endpoint(`${more} rollout: { analysis: { health: { metrics: [ ${list} ] } } }`)
const gates = (list: string) => `models: { late-arrival: { gates: { metrics: [ ${list} ] } } }`
const performance = (list: string) => `monitors: { delay-drift: { performance: [ ${list} ] } }`

test.each([
  [
    'an analysis before and after traffic',
    steps('{ pause: 1h }, { analysis: health }, { setWeight: 5% }, { analysis: health }'),
    ['AF4066 health'],
  ],
  ['an analysis behind nothing', steps('{ mirror: 0% }, { analysis: health }, { setWeight: 20% }'), ['AF4073 mirror: 0%', 'AF4066 health']],
  ['an analysis behind a header', steps('{ setHeaderRoute: { name: x, value: y } }, { analysis: health }'), []],
  ['a person in place of an analysis', steps('{ setWeight: 5% }, { pause: {} }'), ['AF4019 health']],
  ['no analysis', steps('{ setWeight: 5% }, { pause: 1h }'), ['AF4067 steps', 'AF4019 health']],
  ['measured long enough', metrics('{ metric: error_rate, max: 1%, count: 335, interval: 1h }'), []],
  ['measured too long', metrics('{ metric: error_rate, max: 1%, count: 336, interval: 1h }'), ['AF4068 rollout']],
  ['outcomes after the default deadline', `${metrics('{ metric: brier, max: 0.2 }', 'groundTruth: { delay: 14d },')}`, ['AF4069 brier']],
  ['patience of twelve hours', metrics('{ metric: brier, max: 0.2, interval: 1h, inconclusiveLimit: 11 }'), []],
  ['patience of less', metrics('{ metric: brier, max: 0.2, interval: 1h, inconclusiveLimit: 10 }'), ['AF4070 brier']],
  ['half at first', steps('{ setWeight: 50% }, { analysis: health }'), []],
  ['more at first', steps('{ mirror: 100% }, { setWeight: 51% }, { analysis: health }'), ['AF4071 51%']],
  ['more, measured before', steps('{ mirror: 100% }, { analysis: health }, { setWeight: 100% }'), []],
  ['a header that is none', steps('{ setHeaderRoute: { name: "x:y", value: " a" } }, { analysis: health }'), ['AF4072 x:y', 'AF4072 " a"']],
  ['twice the same analysis', steps('{ setWeight: 5% }, { analysis: health }, { analysis: health }'), ['AF4073 analysis: health']],
  ['mirroring that ends', steps('{ mirror: 50% }, { mirror: 0% }, { setWeight: 5% }, { analysis: health }'), []],
  ['a latency above the timeout', metrics('{ metric: latency_p99, max: 30s }'), ['AF4074 30s']],
  ['a latency in milliseconds', metrics('{ metric: latency_p99, max: 20 }', 'batching: { maxDelay: 20ms },'), ['AF4075 20']],
  ['a median below the longest wait', metrics('{ metric: latency_p50, max: 5ms }', 'batching: { maxDelay: 20ms },'), []],
  ['a wait as long as the timeout', endpoint('batching: { maxDelay: 30s }'), ['AF4077 30s']],
  ['a batch of one', endpoint('batching: { maxDelay: 1ms, maxBatchSize: 1 }'), ['AF4083 1ms']],
  [
    'limits apart by slice',
    gates('{ metric: f1, min: 0.6, slice: { origin: JFK } }, { metric: f1, min: 0.5, slice: { origin: LGA } }'),
    [],
  ],
  ['limits that contradict', gates('{ metric: f1, min: 0.6 }, { metric: f1, min: 0.1, max: 0.5 }'), ['AF4078 0.6', 'AF4079 min']],
  ['absolute and relative', gates('{ metric: f1, min: 0.6 }, { metric: f1, versus: champion }'), []],
  ['the same twice', gates('{ metric: f1, versus: champion }, { metric: f1, versus: champion, minDelta: 0.01 }'), ['AF4079 versus']],
  ['an error that must be large', gates('{ metric: log_loss, min: 0.3 }'), ['AF4080 min']],
  ['an accuracy that must be small', performance('{ metric: accuracy, max: 0.9 }'), ['AF4080 max']],
  ['a range', gates('{ metric: accuracy, min: 0.6, max: 0.99 }'), []],
  ['per cent without the sign', metrics('{ metric: error_rate, max: 2 }'), ['AF4081 2']],
  ['one half per cent', metrics('{ metric: error_rate, max: 0.5% }'), []],
  ['a condition that always holds', metrics('{ metric: roc_auc, successCondition: "result >= 0" }'), ['AF4082 result >= 0']],
  ['a condition that never holds', metrics('{ metric: error_rate, successCondition: "result < 0" }'), ['AF4082 result < 0']],
  ['a condition on a latency', metrics('{ metric: latency_p99, successCondition: "result < 50" }'), []],
  ['a drop against nothing', performance('{ metric: roc_auc, min: 0.5, by: 0.1 }'), ['AF4084 by']],
  ['a drop of no size', performance('{ metric: roc_auc, min: 0.5, dropVersus: baseline }'), ['AF4084 dropVersus']],
  ['a drop by nothing', performance('{ metric: roc_auc, dropVersus: baseline, by: 0 }'), ['AF4085 0']],
  ['a drop by everything', performance('{ metric: roc_auc, dropVersus: baseline, by: 1 }'), ['AF4086 1']],
  ['as strict as the gate', performance('{ metric: roc_auc, min: 0.6 }'), []],
  ['stricter than the gate', performance('{ metric: roc_auc, min: 0.61 }'), ['AF4087 0.61']],
  ['a shadow without steps that mirror', rollout('strategy: shadow, steps: [ { analysis: health } ]'), []],
  ['a shadow that shifts', rollout('strategy: shadow, steps: [ { setWeight: 100% }, { analysis: health } ]'), ['AF4017 100%']],
  ['blue-green that shifts some', rollout('strategy: blueGreen, steps: [ { setWeight: 50% }, { analysis: health } ]'), ['AF4017 50%']],
  ['blue-green', rollout('strategy: blueGreen, steps: [ { mirror: 100% }, { setWeight: 100% }, { analysis: health } ]'), []],
  [
    'blue-green that switches twice',
    rollout('strategy: blueGreen, steps: [ { setWeight: 100% }, { setWeight: 100% }, { analysis: health } ]'),
    ['AF4017 100%'],
  ],
  ['an A/B test', rollout(`strategy: ab, steps: [ { setWeight: 50% }, { analysis: health } ], ${better}`), []],
  ['an A/B test that never ends', rollout('strategy: ab, steps: [ { setWeight: 50% }, { analysis: health } ]'), ['AF4191 ab']],
  ['an A/B test of nothing', rollout(`strategy: ab, steps: [ { mirror: 100% }, { analysis: health } ], ${better}`), ['AF4191 ab']],
  [
    'an A/B test that shifts',
    rollout(`strategy: ab, steps: [ { setWeight: 10% }, { setWeight: 50% }, { analysis: health } ], ${better}`),
    ['AF4017 50%'],
  ],
  [
    'churn, mirrored and not',
    rollout(
      'steps: [ { mirror: 100% }, { analysis: health }, { setWeight: 5% }, { analysis: health } ], analysis: { health: { metrics: [ { metric: prediction_churn, max: 5% } ] } }',
    ),
    ['AF4192 health'],
  ],
  [
    'a champion without requests',
    rollout(
      'steps: [ { setWeight: 100% }, { analysis: health } ], analysis: { health: { metrics: [ { metric: error_rate, versus: champion } ] } }',
    ),
    ['AF4071 100%', 'AF4193 health'],
  ],
  [
    'by what',
    rollout(
      'steps: [ { mirror: 100% }, { analysis: health } ], analysis: { health: { metrics: [ { metric: prediction_churn, max: 5%, by: orgin }, { metric: error_rate, max: 1%, by: origin } ] } }',
    ),
    ['AF3020 orgin', 'AF4194 by'],
  ],
  [
    'churn against the champion',
    rollout(
      'steps: [ { mirror: 100% }, { analysis: health } ], analysis: { health: { metrics: [ { metric: prediction_churn, versus: champion } ] } }',
    ),
    ['AF4194 versus'],
  ],
  [
    'churn in per cent without the sign',
    rollout(
      'steps: [ { mirror: 100% }, { analysis: health } ], analysis: { health: { metrics: [ { metric: prediction_churn, max: 5 } ] } }',
    ),
    ['AF4081 5'],
  ],
  ['a sticky key', rollout('stickiness: { input: carrier }, steps: [ { setWeight: 5% }, { analysis: health } ]'), []],
  ['a sticky feature', rollout('stickiness: { input: temp }, steps: [ { setWeight: 5% }, { analysis: health } ]'), ['AF3020 temp']],
  [
    'a sticky header that is none',
    rollout('stickiness: { header: "a b" }, steps: [ { setWeight: 5% }, { analysis: health } ]'),
    ['AF4072 a b'],
  ],
])('%s', async (_, fragment, expected) => {
  expect(await findings(fragment)).toEqual(expected)
})

test('onFailure of a rollout that has no steps', async () => {
  expect(await findings('endpoints: { plain: { model: late-arrival, rollout: { onFailure: pause } } }')).toEqual(['AF4076 pause'])
})
