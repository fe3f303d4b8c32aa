import { expect, test } from 'vitest'
import { BASE } from '../testing/base-factory.js'
import { compileSpec, compileText } from '../testing/compile-text.js'
import { planChanges } from './changes.js'
import type { Factory } from './factory.js'

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
    'gates.metrics[0].min',
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

test('a new feature is told where it is made and where it is used', async () => {
  const changes = await changesOf(
    'featureViews: { airport_weather: { features: { wind_speed: { description: knots }, cold: { expression: temp < 0 } } } }',
  )
  expect(changes).toEqual([
    {
      id: 'dataset/departures',
      kind: 'changed',
      fields: [{ path: 'features', before: expect.any(Array), after: expect.arrayContaining(['airport_weather:cold']) }],
    },
    {
      id: 'monitor/delay-drift',
      kind: 'changed',
      fields: [{ path: 'drift[0].columns', before: expect.any(Array), after: expect.arrayContaining(['cold']) }],
    },
    { id: 'view/airport_weather', kind: 'changed', fields: [{ path: 'features.cold.expression', before: undefined, after: 'temp < 0' }] },
  ])
})

test('what is gone is removed', async () => {
  const before = await factoryOf('models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: tfjs } } }')
  expect(planChanges(before, await factoryOf()).map(({ id, kind }) => [id, kind])).toEqual([['model/late', 'removed']])
})
