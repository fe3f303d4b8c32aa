import { describe, expect, test } from 'vitest'
import { BASE } from '../../testing/base-factory.js'
import { compileSpec, compileText } from '../../testing/compile-text.js'
import type { Factory } from '../factory.js'
import { planChanges } from './changes.js'

async function factoryOf(fragment = '{}'): Promise<Factory> {
  const { factory, diagnostics } = await compileSpec(fragment)
  if (factory === undefined) throw new Error(JSON.stringify(diagnostics))
  return factory
}

async function changesOf(fragment: string) {
  return planChanges(await factoryOf(), await factoryOf(fragment))
}

test('the first factory adds its resources', async () => {
  const changes = planChanges(undefined, await factoryOf())
  expect(changes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    'added dataset/departures',
    'added endpoint/delay-api',
    'added model/late-arrival',
    'added monitor/delay-drift',
    'added source/flights',
    'added source/weather',
    'added view/airport_weather',
    'added view/carrier_history',
  ])
})

test('nothing changes nothing', async () => {
  expect(await changesOf('{}')).toEqual([])
  expect(planChanges(await factoryOf(), (await compileText(`${BASE}# a comment\n`)).factory as Factory)).toEqual([])
})

test.each([
  [
    'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.7 } ] } } }',
    'model/late-arrival',
    'gates.metrics[roc_auc].min',
    0.6,
    0.7,
  ],
  ['models: { late-arrival: { trainer: { parameters: { epochs: 9 } } } }', 'model/late-arrival', 'trainer.parameters.epochs', 3, 9],
  [
    'models: { late-arrival: { trainer: { parameters: { hidden: [8] } } } }',
    'model/late-arrival',
    'trainer.parameters.hidden',
    [64, 32],
    [8],
  ],
  ['models: { late-arrival: { description: late } }', 'model/late-arrival', 'description', undefined, 'late'],
  ['sources: { weather: { path: data/w.csv } }', 'source/weather', 'path', 'data/weather.csv', 'data/w.csv'],
  ['platform: { namespace: ml }', 'platform', 'namespace', 'flight-delays', 'ml'],
])('%s changes one field of %s', async (fragment, id, path, before, after) => {
  expect(await changesOf(fragment)).toEqual([{ id, kind: 'changed', fields: [{ path, before, after }] }])
})

test('a new feature is told where it is made, and not by what takes all of them', async () => {
  const changes = await changesOf(
    'featureViews: { airport_weather: { features: { wind_speed: { description: knots }, cold: { expression: temp < 0 } } } }',
  )
  expect(changes).toEqual([
    { id: 'view/airport_weather', kind: 'changed', fields: [{ path: 'features.cold.expression', before: undefined, after: 'temp < 0' }] },
  ])
})

test.each([
  ['a timeout', 'models: { late-arrival: { trainer: { timeout: 1h30m } } }', 'trainer.timeout', '6h', '1h30m'],
  [
    'a quantity',
    'models: { late-arrival: { trainer: { resourcesPerNode: { memory: 2048Mi } } } }',
    'trainer.resourcesPerNode.memory',
    undefined,
    '2Gi',
  ],
  ['a share', 'datasets: { departures: { split: { test: 0.25 } } }', 'split.test', '20%', '25%'],
  ['a limit on size', 'models: { late-arrival: { gates: { size: { max: 1Mi } } } }', 'gates.size.max', undefined, '1Mi'],
  [
    'a step',
    'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 10% }, { analysis: health } ] } } }',
    'rollout.steps[0]',
    { setWeight: '20%' },
    { setWeight: '10%' },
  ],
  [
    'a step more',
    'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { pause: 10m }, { analysis: health } ] } } }',
    'rollout.steps[1]',
    undefined,
    { pause: '10m' },
  ],
  [
    'a step less',
    'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% } ] } } }',
    'rollout.steps[was 1]',
    { analysis: 'health' },
    undefined,
  ],
])('%s is told in the words of the file', async (_name, fragment, path, before, after) => {
  expect((await changesOf(fragment)).flatMap(({ fields }) => fields)).toEqual([{ path, before, after }])
})

test.each([
  ['another unit of time', 'endpoints: { delay-api: { groundTruth: { source: flights, joinKey: [carrier, time_hour], delay: 720m } } }'],
  ['a default', 'models: { late-arrival: { trainer: { numNodes: 1, timeout: 6h, parameters: { hidden: [64, 32] } } } }'],
  ['a default name', 'models: { late-arrival: { registeredModel: late-arrival } }'],
  [
    'all features by name',
    'datasets: { departures: { features: ["carrier_history:mean_delay_7d", "airport_weather:temp", "airport_weather:wind_speed"] } }',
  ],
  ['a share as a number', 'endpoints: { delay-api: { logger: { sampleRate: 1 } } }'],
  ['why an expectation holds', 'sources: { flights: { expectations: [] } }'],
])('%s changes nothing', async (_name, fragment) => {
  expect(await changesOf(fragment)).toEqual([])
})

test('another way to write a quantity changes nothing', async () => {
  const memory = (text: string) =>
    factoryOf(
      `models: { late-arrival: { trainer: { resourcesPerNode: { memory: ${text}, cpu: ${text === '1Gi' ? '"1.5"' : '1500m'} } } } }`,
    )
  expect(planChanges(await memory('1Gi'), await memory('1024Mi'))).toEqual([])
})

describe('items of lists', () => {
  const gates = (text: string) => factoryOf(`models: { late-arrival: { gates: { metrics: [ ${text} ] } } }`)
  const gateChanges = async (before: string, after: string) =>
    planChanges(await gates(before), await gates(after)).flatMap(({ fields }) => fields.map(({ path }) => path))
  const [auc, versus, brier] = [
    '{ metric: roc_auc, min: 0.6 }',
    '{ metric: roc_auc, versus: champion, minDelta: 0 }',
    '{ metric: brier, max: 0.2 }',
  ]

  test.each([
    ['one in the middle is one change', `${auc}, ${versus}`, `${auc}, ${brier}, ${versus}`, ['gates.metrics[brier]']],
    ['one that is gone', `${auc}, ${brier}`, brier, ['gates.metrics[roc_auc]']],
    [
      'one of two of a kind',
      `${auc}, ${versus}`,
      `${auc}, { metric: roc_auc, versus: champion, minDelta: 0.1 }`,
      ['gates.metrics[roc_auc versus champion].minDelta'],
    ],
    ['another order', `${auc}, ${brier}`, `${brier}, ${auc}`, ['gates.metrics[order]']],
    [
      'one that takes the place of its like',
      auc,
      versus,
      ['gates.metrics[roc_auc].min', 'gates.metrics[roc_auc].minDelta', 'gates.metrics[roc_auc].versus'],
    ],
    [
      'by slice',
      `${auc}, { metric: roc_auc, min: 0.5, slice: { origin: JFK } }`,
      `${auc}, { metric: roc_auc, min: 0.4, slice: { origin: JFK } }`,
      ['gates.metrics[roc_auc origin=JFK].min'],
    ],
  ])('%s', async (_name, before, after, paths) => {
    expect(await gateChanges(before, after)).toEqual(paths)
  })

  test('a rule for all columns is told from one for some', async () => {
    const rules = (text: string) => factoryOf(`monitors: { delay-drift: { drift: [ ${text} ] } }`)
    const changes = planChanges(
      await rules('{ columns: "*", method: psi, threshold: 0.2 }, { columns: [temp], method: psi, threshold: 0.1 }'),
      await rules('{ columns: "*", method: psi, threshold: 0.2 }, { columns: [temp], method: psi, threshold: 0.3 }'),
    )
    expect(changes.flatMap(({ fields }) => fields)).toEqual([{ path: 'drift[psi temp].threshold', before: 0.1, after: 0.3 }])
  })
})

describe('another name', () => {
  const renamed = async (from: RegExp, to: string) =>
    planChanges(await factoryOf(), (await compileText(BASE.replaceAll(from, to))).factory as Factory)

  test.each([
    ['a source', /\bflights\b(?!\.csv)(?=:|,|\n)/g, 'departed', 'source/departed', 'source/flights'],
    ['a view', /carrier_history/g, 'airline', 'view/airline', 'view/carrier_history'],
    ['a dataset', /\bdepartures\b/g, 'starts', 'dataset/starts', 'dataset/departures'],
    ['a model', /late-arrival/g, 'late', 'model/late', 'model/late-arrival'],
    ['an endpoint', /delay-api/g, 'api', 'endpoint/api', 'endpoint/delay-api'],
    ['a monitor', /delay-drift/g, 'drift', 'monitor/drift', 'monitor/delay-drift'],
  ])('of %s is known, and what refers to it did not change', async (_name, from, to, id, before) => {
    expect(await renamed(from, to)).toEqual([{ id, kind: 'renamed', from: before, fields: [] }])
  })

  test('with another content is something else', async () => {
    const text = BASE.replaceAll('delay-drift', 'drift').replace('threshold: 0.2', 'threshold: 0.3')
    const changes = planChanges(await factoryOf(), (await compileText(text)).factory as Factory)
    expect(changes.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['removed monitor/delay-drift', 'added monitor/drift'])
  })
})

test('what is gone is removed', async () => {
  const before = await factoryOf('models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: tfjs } } }')
  expect(planChanges(before, await factoryOf()).map(({ id, kind }) => [id, kind])).toEqual([['model/late', 'removed']])
})
