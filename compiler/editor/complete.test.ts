import { expect, test } from 'vitest'
import { BASE } from '../testing/base-factory.js'
import { codesOf, memoryFiles } from '../testing/compile-text.js'
import { validate } from '../validate.js'
import { complete } from './complete.js'
import { plain } from './completion/item.js'
import { marked } from './marked.fixture.js'

/** Completions at the mark, where `change` puts it into the base factory. */
async function labels(change: readonly [from: string, to: string], options: Parameters<typeof marked>[1] = {}) {
  if (!BASE.includes(change[0])) throw new Error(`the base factory lacks ${change[0]}`)
  const { view, path, offset } = await marked(
    BASE.replace(change[0], () => change[1]),
    options,
  )
  return complete(view, path, offset).items.map(({ label }) => label)
}

const FLIGHTS = ['time_hour', 'landed_at', 'carrier', 'origin', 'distance', 'arr_delay']

test.each<[string, [string, string], string[]]>([
  ['sources', ['source: flights\n      ttl', 'source: |\n      ttl'], ['flights', 'weather']],
  ['sources while typing', ['source: flights\n      ttl', 'source: fl|\n      ttl'], ['flights', 'weather']],
  ['entities', ['entities: [carrier]', 'entities: [|]'], ['carrier', 'airport']],
  ['datasets', ['dataset: departures', 'dataset: |'], ['departures']],
  ['models', ['model: late-arrival', 'model: |'], ['late-arrival']],
  ['endpoints', ['endpoint: delay-api', 'endpoint: |'], ['delay-api']],
  ['analyses of the endpoint', ['{ analysis: health }', '{ analysis: | }'], ['health']],
  [
    'features',
    ['features: ["carrier_history:*", "airport_weather:*"]', 'features: [|]'],
    ['carrier_history:*', 'carrier_history:mean_delay_7d', 'airport_weather:*', 'airport_weather:wind_speed', 'airport_weather:temp'],
  ],
  ['aggregates', ['aggregate: mean', 'aggregate: |'], ['mean', 'sum', 'count', 'min', 'max', 'stddev', 'count_distinct']],
  ['columns of the view’s source', ['column: arr_delay', 'column: |'], FLIGHTS],
  ['columns of the dataset', ['request: [distance, origin]', 'request: [distance, |]'], FLIGHTS],
  ['columns in SQL', ['expression: arr_delay > 15', 'expression: arr_delay > 15 AND di|'], FLIGHTS],
  ['columns in quoted SQL', ['expression: arr_delay > 15', 'expression: "arr_delay > 15 AND |"'], FLIGHTS],
  ['columns of outcomes', ['joinKey: [carrier, time_hour]', 'joinKey: [|]'], FLIGHTS],
  ['inputs of the model', ['columns: "*"', 'column: |'], ['distance', 'origin', 'mean_delay_7d', 'wind_speed', 'temp', 'prediction']],
  ['booleans', ['online: true', 'online: |'], ['true', 'false']],
])('completes %s', async (_what, change, expected) => {
  expect((await labels(change)).filter((label) => !label.startsWith('-'))).toEqual(expected)
})

test.each<[string, [string, string], string[], string[]]>([
  ['metrics of the task', ['metric: roc_auc', 'metric: |'], ['roc_auc', 'brier'], ['rmse', 'mae']],
  ['metrics of live traffic', ['metric: error_rate', 'metric: |'], ['error_rate', 'latency_p99', 'roc_auc'], ['rmse']],
  ['top fields', ['kind: AIFactory\n', '|\n'], ['kind'], ['spec', 'apiVersion']],
  [
    'fields of a model',
    ['      dataset: departures', '      dataset: departures\n      |'],
    ['evaluation', 'retrain'],
    ['task', 'dataset'],
  ],
  [
    'fields in brackets',
    ['aggregate: mean, column', 'aggregate: mean, |, column'],
    ['window', 'expression'].slice(1),
    ['aggregate', 'column'],
  ],
  ['sections', ['  entities:\n', '  |\n  entities:\n'], ['platform', 'targets', 'variables'], ['sources', 'models']],
  ['steps', ['{ setWeight: 20% }', '{ | }'], ['setWeight', 'pause', 'mirror'], []],
  ['nothing beside a step', ['{ setWeight: 20% }', '{ setWeight: 20%, | }'], [], ['pause', 'mirror']],
  [
    'expectations',
    ['path: data/weather.csv', 'path: data/weather.csv\n      expectations:\n        - |'],
    ['expect', 'expect: not_null'],
    [],
  ],
  [
    'kinds of expectations',
    ['path: data/weather.csv', 'path: data/weather.csv\n      expectations: [ { expect: | } ]'],
    ['not_null', 'in_set', 'sql'],
    [],
  ],
  [
    'fields of the kind',
    ['path: data/weather.csv', 'path: data/weather.csv\n      expectations: [ { expect: between, | } ]'],
    ['column', 'min', 'max'],
    ['columns', 'pattern', 'expect'],
  ],
  ['trainers', ['runtime: tfjs', 'runtime: |'], ['tfjs', 'command', 'container'], []],
  ['parameters of the trainer', ['{ epochs: 3 }', '{ epochs: 3, | }'], ['hidden', 'seed'], ['epochs']],
  [
    'columns as features',
    ['features: { wind_speed: {}, temp: {} }', 'features: { wind_speed: {}, | }'],
    ['temp', 'origin'],
    ['wind_speed'],
  ],
])('completes %s', async (_what, change, some, none) => {
  const found = await labels(change)
  expect(found).toEqual(expect.arrayContaining(some))
  for (const label of none) expect(found).not.toContain(label)
})

test('completes what a target may override', async () => {
  const target = (text: string) => ['  monitors:', `  targets:\n    prod:\n${text}\n  monitors:`] as const
  expect(await labels(target('      endpoints:\n        |'))).toEqual(['delay-api'])
  expect(await labels(target('      endpoints:\n        delay-api:\n          min|'))).toContain('minReplicas')
  expect(await labels(target('      featureViews: { airport_weather: { features: { | } } }'))).toEqual(['wind_speed', 'temp', '$patch'])
  expect(await labels(target('      models: { late-arrival: { trainer: { parameters: { | } } } }'))).toContain('learningRate')
})

test('completes the patches of overrides, and only there', async () => {
  const target = (text: string) => ['  monitors:', `  targets:\n    prod:\n${text}\n  monitors:`] as const
  expect(await labels(target('      endpoints:\n        delay-api:\n          $pa|'))).toContain('$patch')
  expect(await labels(target('      endpoints: { delay-api: { rollout: { | } } }'))).toContain('$patch')
  expect(await labels(target('      endpoints: { delay-api: { $patch: | } }'))).toEqual(['replace', 'delete'])
  expect(await labels(target('      endpoints: { delay-api: { $patch: delete, | } }'))).not.toContain('$patch')
  expect(await labels(['  monitors:', '  endpoints: { other: { | } }\n  monitors:'])).not.toContain('$patch')
})

test('completes variables, also within text', async () => {
  const text = BASE.replace('spec:', 'spec:\n  variables:\n    history: { default: 30d, description: How long. }')
  const at = async (change: string) => {
    const { view, path, offset } = await marked(text.replace('ttl: 30d', change))
    const { items, start, end } = complete(view, path, offset)
    return items.filter(({ kind }) => kind === 'variable').map(({ insert, documentation }) => [insert, documentation, end - start])
  }
  expect(await at('ttl: |')).toEqual([['"${var.history}"', 'How long.', 0]])
  expect(await at('ttl: "${var.hi|}"')).toEqual([['history', 'How long.', 2]])
  expect(await at('ttl: "${var.|')).toEqual([['history\\}', 'How long.', 0]])
})

test('completes in a file that another one includes, and from it', async () => {
  const files = { 'aifactory.yaml': BASE.replace('spec:', 'spec:\n  include: [more.yaml]') }
  const text = 'spec:\n  sources:\n    extra: { format: csv, path: x.csv, schema: { a: int64 } }\n  datasets:\n    other:\n      source: |'
  const { view, path, offset } = await marked(text, { files, path: 'more.yaml' })
  expect(complete(view, path, offset).items.map(({ label }) => label)).toEqual(['extra', 'flights', 'weather'])
})

test('completes columns that only the data has', async () => {
  const columns = async () => [{ name: 'tailnum', type: 'string' as const }]
  const text = BASE.replace(/schema: \{ time_hour: timestamp, landed_at.*\n/, 'description: Flights.\n').replace(
    'column: arr_delay',
    'column: |',
  )
  const { view, path, offset } = await marked(text, { columns })
  expect(complete(view, path, offset).items[0]).toMatchObject({ label: 'tailnum', detail: 'string of source flights' })
})

test('replaces the word at the cursor', async () => {
  const { view, path, offset } = await marked(BASE.replace('expression: arr_delay > 15', 'expression: arr_delay > dist|an + 1'))
  const { start, end } = complete(view, path, offset)
  expect(view.files.get(path)?.file.text.slice(start, end)).toBe('distan')
})

test('fields come with what they need, and what is written is accepted', async () => {
  const { view, path, offset } = await marked(`${BASE.replace(/ {2}monitors:[\s\S]*/, '')}  monitors:\n    drift:\n      |`)
  const { items } = complete(view, path, offset)
  const insert = (label: string) => plain(items.find((item) => item.label === label)?.insert ?? '')
  expect(insert('endpoint')).toBe('endpoint: ')
  expect(insert('drift')).toBe('drift:\n        - { method: psi, columns: , threshold:  }')
  const text = view.files.get(path)?.file.text ?? ''
  const written = `${text}endpoint: delay-api\n      ${insert('current')}window: 7d\n`
  // A monitor that watches nothing yet is all that is said.
  expect(codesOf(await validate({ files: memoryFiles({ [path]: written }) }))).toEqual(['AF4098'])
})

test('asks for nothing in comments, text blocks and files that are not of the factory', async () => {
  expect(await labels(['spec:', 'spec: # |'])).toEqual([])
  const { view } = await marked('|')
  expect(complete(view, 'other.yaml', 0).items).toEqual([])
})
