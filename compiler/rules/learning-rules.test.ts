import { expect, test } from 'vitest'
import { BASE } from '../testing/base-factory.js'
import { codesOf, compileText } from '../testing/compile-text.js'
import { findings } from '../testing/findings.js'

const model = (fields: string) => `models: { late-arrival: { ${fields} } }`
const dataset = (fields: string) => `datasets: { departures: { ${fields} } }`
const endpoint = (fields: string) => `endpoints: { delay-api: { ${fields} } }`
const parameters = (fields: string, more = '') => model(`trainer: { parameters: { ${fields} }${more} }`)
const regression = (fields: string) =>
  `datasets: { d: { source: flights, label: { column: arr_delay }, request: [distance] } }\nmodels: { d: { task: regression, dataset: d, trainer: { runtime: tfjs, parameters: { classWeights: balanced } }, ${fields} } }`

test.each([
  ['no classes', regression('evaluation: { threshold: 0.4 }'), ['AF4112 classWeights', 'AF4113 threshold']],
  ['everything positive', model('evaluation: { threshold: 0 }'), ['AF4114 0']],
  ['a rare class', model('evaluation: { threshold: 0.01 }'), []],
  ['a GPU for wasm', parameters('backend: wasm', ', resourcesPerNode: { gpu: 1 }'), ['AF4115 wasm']],
  ['GPUs for auto', parameters('epochs: 2, patience: 1', ', resourcesPerNode: { gpu: 2 }'), ['AF4116 2']],
  ['no GPU', parameters('backend: gpu'), ['AF4117 gpu']],
  ['a GPU for a server', endpoint('resources: { gpu: 1 }'), ['AF4118 1']],
  ['a linear model', parameters('hidden: [], dropout: 0.1'), ['AF4119 dropout']],
  ['patience by default', dataset('split: { validation: 0% }'), []],
  ['patience with nothing to look at', `${dataset('split: { validation: 0% }')}\n${parameters('patience: 2')}`, ['AF4120 patience']],
  ['patience of all epochs', parameters('epochs: 3, patience: 3'), ['AF4121 3']],
  [
    'fairness of numbers',
    regression('gates: { fairness: [ { column: origin, metric: equalized_odds_difference, max: 0.1 } ] }'),
    ['AF4112 classWeights', 'AF4122 equalized_odds_difference'],
  ],
  ['no difference', model('gates: { fairness: [ { column: origin, metric: equalized_odds_difference, max: 0 } ] }'), ['AF4123 0']],
  ['any difference', model('gates: { fairness: [ { column: origin, metric: equalized_odds_difference, max: 1 } ] }'), ['AF4124 1']],
  ['one twice for two', model('gates: { approval: { approvers: [a, a], count: 2 } }'), ['AF4125 a', 'AF4126 2']],
  ['a random split', dataset('split: { by: random }'), ['AF4128 random']],
  ['a random split without history', dataset('split: { by: random }, features: ["airport_weather:*"]'), ['AF4040 carrier_history']],
  ['two gaps', dataset('window: 20d, split: { gap: 10d }'), ['AF4129 10d']],
  ['one gap', dataset('window: 20d, split: { gap: 10d, validation: 0% }'), []],
  ['keys of features in the request', dataset('request: [distance, carrier]'), []],
  [
    'the same feature',
    'featureViews: { carrier_history: { features: { again: { aggregate: mean, column: arr_delay, window: 7d } } } }',
    ['AF4131 again'],
  ],
  ['spot machines', model('trainer: { spot: true, retries: 0 }'), ['AF4132 0']],
  ['no window', dataset('window: 0d'), ['AF4133 0d']],
  ['no period', model('retrain: { budget: { runs: 1, per: 0s } }'), ['AF4133 0s']],
  ['a median', model('gates: { latency: { p50: 5ms, p99: 5ms } }'), ['AF4134 5ms']],
  ['zero rows', 'sources: { flights: { expectations: [ { expect: row_count, min: 0 } ] } }', ['AF4135 0']],
  ['a compressed file', 'sources: { flights: { path: data/flights.jsonl.gz } }', ['AF4136 csv']],
  ['a folder', 'sources: { flights: { path: data/flights } }', []],
  ['a file with a connection', 'sources: { flights: { connection: { name: a, key: b } } }', ['AF4138 connection']],
  ['thousandths of a byte', endpoint('resources: { memory: 512m }'), ['AF4139 512m']],
  ['kilobytes', endpoint('resources: { memory: 512k }'), ['AF4139 512k']],
  ['a mebibyte', endpoint('resources: { memory: 1Mi, cpu: 0.5 }'), []],
  ['no cores', endpoint('resources: { cpu: 0 }'), ['AF4140 0']],
  ['cores in gibibytes', endpoint('resources: { cpu: 2Gi }'), ['AF4141 2Gi']],
  [
    'tags',
    'platform: { tags: { "a/b/c": "1", "Example.com/x": "1", example.com/x: "a b" } }',
    ['AF4142 a/b/c', 'AF4142 Example.com/x', 'AF4143 a b'],
  ],
  ['a key with a slash', 'notifications: [ { to: slack, on: [drift], secretRef: { name: a.b, key: a/b } } ]', ['AF4144 a/b']],
  ['a variable', model('trainer: { runtime: command, command: [a], parameters: {}, env: { 1A: "1", A1: "1" } }'), ['AF4145 1A']],
  ['images', 'platform: { images: { runtime: "localhost:5000/a/b", gpu: "A:1" } }', ['AF5002 localhost:5000/a/b', 'AF4146 A:1']],
  ['an image by digest', `platform: { images: { runtime: "ghcr.io/a/b@sha256:${'0'.repeat(64)}" } }`, []],
  ['one replica by default', endpoint('scaleMetric: rps'), ['AF4147 scaleMetric']],
  ['a port', endpoint('port: 443'), ['AF4148 443']],
  ['a bucket', 'platform: { artifactStore: "s3://a" }', ['AF4149 s3://a']],
  ['another store', 'platform: { artifactStore: "gs://models" }', ['AF4149 gs://models']],
  ['a path', 'platform: { artifactStore: /mnt/models }', []],
])('%s', async (_, fragment, expected) => {
  expect(await findings(fragment)).toEqual(expected)
})

test('labels of the factory are those of Kubernetes', async () => {
  const labels = (text: string) => compileText(BASE.replace('flight-delays }', `flight-delays, labels: { ${text} } }`)).then(codesOf)
  expect(await labels('team: operations, cost-center: "4711", empty: ""')).toEqual([])
  expect(await labels('team: two words, "-x": y')).toEqual(['AF4143', 'AF4142'])
})

test('in production models have a card', async () => {
  const targets = 'targets: { dev: { default: true }, production: {} }'
  const inCluster = (fragment: string) => findings(fragment, 'AF5004', { platform: 'kubernetes' })
  expect(await findings(targets)).toEqual([])
  expect(await inCluster(targets)).toEqual(['AF5004 late-arrival'])
  expect(await inCluster(`${targets}\n${model('modelCard: { intendedUse: Warn., license: MIT }')}`)).toEqual(['AF5004 modelCard'])
  expect(await inCluster(`${targets}\n${model('modelCard: { intendedUse: Warn., owners: [ops] }')}`)).toEqual([])
})
