import { expect, test } from 'vitest'
import { findings } from '../testing/findings.js'

const view = (features: string) => `featureViews: { carrier_history: { features: { ${features} } } }`
const dataset = (fields: string) => `datasets: { departures: { ${fields} } }`
const expectations = (list: string) => `sources: { flights: { expectations: [ ${list} ] } }`

test.each([
  ['a sum of text', view('mean_delay_7d: { aggregate: sum, column: carrier }'), ['AF4054 sum']],
  ['a mean of times', view('mean_delay_7d: { aggregate: mean, column: time_hour }'), ['AF4054 mean']],
  [
    'a deviation of an expression that is text',
    view('x: { aggregate: stddev, expression: upper(carrier), window: 7d }'),
    ['AF4054 stddev'],
  ],
  ['a share', view('x: { aggregate: mean, expression: arr_delay > 15, window: 7d }'), []],
  ['the latest text', view('x: { aggregate: max, column: origin, window: 7d }'), []],
  ['a time in the request', dataset('request: [distance, time_hour]'), ['AF4055 time_hour']],
  ['a time as a feature', 'featureViews: { airport_weather: { features: { at: { column: time_hour } } } }', ['AF4055 at']],
  ['a list as a feature', 'featureViews: { airport_weather: { features: { two: { expression: "[temp, wind_speed]" } } } }', ['AF4055 two']],
  [
    'an interval as a feature',
    'featureViews: { airport_weather: { features: { d: { expression: time_hour - time_hour } } } }',
    ['AF4055 d'],
  ],
  ['the hour', 'featureViews: { airport_weather: { features: { h: { expression: hour(time_hour) } } } }', []],
  ['a number as a bool', dataset('label: { expression: arr_delay - 15 }'), ['AF4056 arr_delay - 15']],
  ['text as a bool', dataset('label: { expression: carrier || origin }, request: [distance]'), ['AF4057 carrier || origin']],
  ['a range of times', expectations('{ expect: between, column: time_hour, min: 1 }'), ['AF4059 time_hour']],
  ['a mean of text', expectations('{ expect: mean_between, column: origin, min: 1 }'), ['AF4059 origin']],
  ['a range of numbers', expectations('{ expect: between, column: distance, min: 1 }'), []],
  ['a pattern of numbers', expectations('{ expect: matches, column: distance, pattern: "1" }'), ['AF4060 distance']],
  ['words for numbers', expectations('{ expect: in_set, column: distance, values: [1, "2", many] }'), ['AF4061 many']],
  ['numbers for text, which are found as they print', expectations('{ expect: in_set, column: carrier, values: [9, AA] }'), []],
  ['a value twice', expectations('{ expect: in_set, column: carrier, values: [AA, B6, AA] }'), ['AF4062 AA']],
  [
    'order of text',
    'monitors: { delay-drift: { drift: [ { columns: [distance, origin], method: ks, threshold: 0.1 } ] } }',
    ['AF4063 origin'],
  ],
  [
    'order of everything, of which text is left out',
    'monitors: { delay-drift: { drift: [ { columns: "*", method: ks, threshold: 0.1 } ] } }',
    [],
  ],
  [
    'slices by distance',
    'models: { late-arrival: { evaluation: { slices: [origin, distance, temp] } } }',
    ['AF4064 distance', 'AF4064 temp'],
  ],
  ['a filter on the outcome', dataset('filter: distance > 1 AND arr_delay < 300'), ['AF4065 arr_delay']],
  ['a filter on whether there is an outcome', dataset('filter: arr_delay IS NOT NULL'), []],
])('%s', async (_, fragment, expected) => {
  expect(await findings(fragment)).toEqual(expected)
})

test('a label whose type is not declared', async () => {
  const label = (text: string, task: string) =>
    `datasets: { other: { source: flights, label: { ${text} }, request: [distance], split: { gap: 1d } } }\nmodels: { other: { task: ${task}, dataset: other, trainer: { runtime: tfjs } } }`
  expect(await findings(label('column: carrier', 'regression'))).toEqual(['AF4058 carrier'])
  expect(await findings(label('column: arr_delay', 'multiclass_classification'))).toEqual(['AF4058 arr_delay'])
  expect(await findings(label('expression: upper(carrier)', 'binary_classification'))).toEqual(['AF4058 upper(carrier)'])
  expect(await findings(label('column: carrier', 'multiclass_classification'))).toEqual([])
  expect(await findings(label('expression: arr_delay > 15', 'binary_classification'))).toEqual([])
})

test('without types nothing is said', async () => {
  const unknown = 'sources: { flights: { schema: null } }'
  expect(await findings(`${unknown}\n${dataset('request: [distance, time_hour]')}`, 'AF4055')).toEqual([])
})
