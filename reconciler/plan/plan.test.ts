import { describe, expect, test } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import { BASE } from '../../compiler/testing/base-factory.js'
import { compileText } from '../../compiler/testing/compile-text.js'
import { canonicalJson } from '../../schema/digest.js'
import { validatePlan } from '../../schema/generated/plan-validators.js'
import { rolloutDigest } from '../decide/rollout.js'
import { planFactory } from './plan.js'
import { factoryOf, trainedWorld, type World } from './testing/trained-world.js'

const revision = { id: 'a'.repeat(40), message: 'Change', code: {} }
const here = { kind: 'local', id: 'b'.repeat(40), message: 'Before' } as const

/** A plan on a machine where the factory before is in force and all its models were trained. */
async function planHere(fragment: string, world?: (before: Factory) => World, base = '{}') {
  const before = await factoryOf(base)
  return planFactory({ before, after: await factoryOf(fragment), revision, against: here, ...(world ?? trainedWorld)(before) })
}

async function planBetween(fragment: string, base = '{}') {
  return planFactory({
    before: await factoryOf(base),
    after: await factoryOf(fragment),
    revision,
    against: { kind: 'revision', id: 'b', name: 'main' },
  })
}

const model = (fields: string) => `models: { late-arrival: { ${fields} } }`
const running = ({ models }: Pick<Awaited<ReturnType<typeof planHere>>, 'models'>) =>
  models.flatMap(({ stages }) =>
    stages.filter(({ does }) => does === 'run').map(({ stage, subject }) => `${stage} ${subject.split('/')[1]}`),
  )

const ALL = [
  'validate flights',
  'validate weather',
  'build departures',
  'train late-arrival',
  'evaluate late-arrival',
  'gates late-arrival',
]

test('nothing changes nothing, whatever it is compared with', async () => {
  expect(await planHere('{}')).toMatchObject({ empty: true, changes: [], models: [], rollouts: [], live: [], removals: [], warnings: [] })
  expect(await planBetween('{}')).toMatchObject({ empty: true, changes: [], models: [], rollouts: [] })
})

test.each([
  model('trainer: { parameters: { epochs: 9 } }'),
  'sources: { weather: { path: data/w.csv } }',
  'featureViews: { carrier_history: { features: { mean_delay_7d: { window: 8d } } } }',
  'endpoints: { delay-api: { rollout: { deadline: 7d } } }',
])('once it is carried out nothing is left to do: %s', async (fragment) => {
  const after = await factoryOf(fragment)
  const plan = planFactory({ before: after, after: structuredClone(after), revision, against: here, ...trainedWorld(after) })
  expect(plan).toMatchObject({ empty: true, changes: [], models: [], views: [], live: [], rollouts: [], removals: [], warnings: [] })
})

test('what serves and is on its way is told', async () => {
  const plan = await planHere('{}')
  expect(plan.inForce).toEqual({ models: [{ model: 'late-arrival', champion: 1 }], endpoints: [{ endpoint: 'delay-api', version: 1 }] })
})

test('the first factory is trained as a whole, and serves at once', async () => {
  const plan = planFactory({ before: undefined, after: await factoryOf(), revision, against: { kind: 'nothing' } })
  expect(running(plan)).toEqual(ALL)
  expect(plan).toMatchObject({ models: [{ reason: 'initial', newVersion: true }], rollouts: [{ kind: 'first', ms: 0 }], empty: false })
})

describe.each([
  ['here', planHere],
  ['between revisions', planBetween],
] as const)('what runs, %s', (_name, planOf) => {
  test.each([
    ['a gate', model('gates: { metrics: [ { metric: roc_auc, min: 0.7 } ] }'), ['gates late-arrival'], false],
    ['a slice', model('evaluation: { slices: [origin] }'), ['evaluate late-arrival', 'gates late-arrival'], false],
    ['a parameter', model('trainer: { parameters: { epochs: 9 } }'), ALL.slice(3), true],
    ['a window', 'featureViews: { carrier_history: { features: { mean_delay_7d: { window: 8d } } } }', ALL, true],
    ['a path', 'sources: { weather: { path: data/w.csv } }', ALL, true],
  ])('%s', async (_what, fragment, stages, newVersion) => {
    const plan = await planOf(fragment)
    expect(running(plan)).toEqual(stages)
    expect(plan.models[0]).toMatchObject({ newVersion })
    expect(plan.rollouts).toHaveLength(newVersion ? 1 : 0)
    expect(plan.models[0]?.stages).toHaveLength(6)
  })

  test.each([
    ['a schedule of online values', 'featureViews: { airport_weather: { schedule: "*/5 * * * *" } }'],
    ['more memory', model('trainer: { resourcesPerNode: { memory: 8Gi } }')],
    ['a description', model('description: new')],
  ])('%s trains nothing', async (_what, fragment) => {
    expect(await planOf(fragment)).toMatchObject({ models: [], empty: false, rollouts: [] })
  })

  test('a change that is not to be followed is told', async () => {
    const fragment = model('trainer: { parameters: { epochs: 9 } }, retrain: { onChange: false }')
    expect((await planOf(fragment)).models).toMatchObject([
      { reason: 'held', stages: [], causes: [{ fields: ['trainer.parameters.epochs'] }] },
    ])
  })
})

test.each([
  [
    'a view',
    'featureViews: { carrier_history: { features: { mean_delay_7d: { window: 8d } } } }',
    ['view/carrier_history', 'dataset/departures', 'model/late-arrival'],
    ['features.mean_delay_7d.window'],
  ],
  [
    'a source of a view',
    'sources: { weather: { path: data/w.csv } }',
    ['source/weather', 'view/airport_weather', 'dataset/departures', 'model/late-arrival'],
    ['path'],
  ],
  ['the dataset', 'datasets: { departures: { window: 90d } }', ['dataset/departures', 'model/late-arrival'], ['window']],
  [
    'the model, without what changes no result',
    model('trainer: { timeout: 1h, parameters: { epochs: 9 } }'),
    ['model/late-arrival'],
    ['trainer.parameters.epochs'],
  ],
])('the cause is told by the way it takes: %s', async (_name, fragment, via, fields) => {
  expect((await planHere(fragment)).models[0]?.causes).toEqual([{ via, fields }])
})

test('a source that feeds the dataset and a view reaches the model by both ways', async () => {
  const { models } = await planHere('sources: { flights: { path: data/f.csv } }')
  expect(models[0]?.causes.map(({ via }) => via)).toEqual([
    ['source/flights', 'dataset/departures', 'model/late-arrival'],
    ['source/flights', 'view/carrier_history', 'dataset/departures', 'model/late-arrival'],
  ])
})

describe('results are found again by their keys', () => {
  test('after another name of a dataset or source', async () => {
    const before = await factoryOf()
    const { factory } = await compileText(
      BASE.replaceAll(/\bdepartures\b/g, 'starts').replaceAll(/\bflights\b(?!\.csv)(?=:|,|\n)/g, 'departed'),
    )
    const world = trainedWorld(before)
    const known = { ...world.known, data: { departed: world.known.data.flights ?? '', weather: world.known.data.weather ?? '' } }
    const plan = planFactory({ before, after: factory as Factory, revision, against: here, known, past: world.past })
    expect(plan).toMatchObject({
      models: [],
      changes: [
        { id: 'dataset/starts', kind: 'renamed' },
        { id: 'source/departed', kind: 'renamed' },
      ],
    })
  })

  test('when a change is taken back', async () => {
    const [before, after] = [await factoryOf(model('trainer: { parameters: { epochs: 9 } }')), await factoryOf()]
    const [now, then] = [trainedWorld(before), trainedWorld(after)]
    // Both were trained on the same rows, as it is when a parameter is changed.
    const built = [...now.past.values()].find(({ kind }) => kind === 'BuildDataset')?.artifact
    const past = new Map(
      [...then.past, ...now.past].map(([key, job]) => [key, job.kind === 'BuildDataset' ? { ...job, artifact: built } : job]),
    )
    const { trainStage } = await import('../jobs/stages.js')
    const late = after.models['late-arrival']
    if (!late || built === undefined) throw new Error('the fixture has a model')
    const { key } = trainStage(late, { digest: built, dir: '' }, undefined)
    past.set(key, { key, kind: 'Train', subject: 'late-arrival', artifact: 'c'.repeat(64), startedAt: 0, finishedAt: 1 })
    const plan = planFactory({ before, after, revision, against: here, known: now.known, past })
    expect(plan.models[0]?.stages.find(({ stage }) => stage === 'train')).toMatchObject({ does: 'reuse', key })
    expect(plan.models[0]?.newVersion).toBe(true)
  })

  test('but not on data that changed since', async () => {
    const world = (before: Factory) => {
      const { known, past } = trainedWorld(before)
      return { known: { ...known, data: { ...known.data, weather: 'f'.repeat(64) } }, past }
    }
    expect(running(await planHere(model('trainer: { parameters: { epochs: 9 } }'), world))).toEqual(ALL)
    expect(await planHere('{}', world)).toMatchObject({ models: [], empty: true })
    expect((await planHere(model('retrain: { onNewData: true }'), world)).models).toMatchObject([{ reason: 'data' }])
    const waiting = await planHere(model('retrain: { onNewData: true, cooldown: 3d }'), world)
    expect(waiting.models).toMatchObject([{ reason: 'held', stages: [], because: expect.stringContaining('cooldown') }])
  })
})

describe('online features', () => {
  const windows = 'featureViews: { carrier_history: { features: { mean_delay_7d: { window: 8d } } } }'
  test('are computed anew for another definition, and kept for another schedule', async () => {
    expect((await planHere(windows)).views).toMatchObject([
      { view: 'carrier_history', does: 'materialise', fields: ['features.mean_delay_7d.window'] },
    ])
    expect((await planHere('featureViews: { airport_weather: { schedule: "*/5 * * * *" } }')).views).toMatchObject([
      { view: 'airport_weather', does: 'keep', fields: ['schedule'] },
    ])
  })

  test('tell rows and time of one computation, as measured', async () => {
    const views = [{ name: 'carrier_history@12345678', ticks: 4, rows: 64, seconds: 2 }]
    const world = (before: Factory): World => {
      const { known, past } = trainedWorld(before)
      const job = {
        key: 'm',
        kind: 'Materialize',
        subject: 'features',
        startedAt: 0,
        finishedAt: 1,
        materialized: { rows: 64, until: '', views },
      }
      return { known, past: new Map([...past, ['m', job]]) }
    }
    expect((await planHere(windows, world)).views).toMatchObject([{ rows: 16, estimate: { ms: 500, basis: 'measured', runs: 1 } }])
  })
})

describe('cost', () => {
  const prices = 'platform: { cost: { currency: EUR, cpuHour: 0.1, gpuHour: 2, spotDiscount: 50% } }'
  const trainer = (more: string) =>
    `${prices}\n${model(`trainer: { parameters: { epochs: 9 }, resourcesPerNode: { cpu: 2, gpu: 1 }, timeout: 3h, ${more} }`)}`

  test('is as measured', async () => {
    expect((await planHere(trainer(''))).cost).toMatchObject({ currency: 'EUR', priced: true, amount: 2.2, gpuHours: 1, basis: 'measured' })
    expect((await planHere(trainer('spot: true'))).cost.amount).toBe(1.1)
  })

  test('is at most that of the timeout, where nothing was measured', async () => {
    expect((await planBetween(trainer(''))).cost).toMatchObject({ amount: 6.6, gpuHours: 3, basis: 'limit', training: [{ cpuHours: 6 }] })
  })

  test('of serving is a range by replicas, told where it changes', async () => {
    const endpoint = (more: string) => `platform: { cost: { cpuHour: 0.1 } }\nendpoints: { delay-api: { resources: { cpu: 1 }, ${more} } }`
    expect((await planBetween(endpoint('minReplicas: 2, maxReplicas: 4'), endpoint(''))).cost.serving).toEqual([
      { endpoint: 'delay-api', before: { min: 73, max: 73 }, after: { min: 146, max: 292 } },
    ])
    expect((await planBetween(endpoint(''), endpoint(''))).cost.serving).toEqual([])
  })

  test('without prices there are hours only', async () => {
    const { cost } = await planHere(model('trainer: { parameters: { epochs: 9 }, resourcesPerNode: { gpu: 2 } }'))
    expect(cost).toMatchObject({ priced: false, gpuHours: 2 })
    expect(cost).not.toHaveProperty('amount')
  })
})

describe('rollouts', () => {
  const analysis = 'analysis: { health: { metrics: [ { metric: error_rate, max: 1%, interval: 10m, count: 3, minSamples: 600 } ] } }'
  const endpoint = (more: string) =>
    `${model('trainer: { parameters: { epochs: 9 } }')}\nendpoints: { delay-api: { ${more} rollout: { steps: [ { setWeight: 10% }, { pause: 2h }, { analysis: health } ], ${analysis} } } }`

  test('take their pauses and intervals, and wait for samples', async () => {
    const [rollout] = (await planHere(endpoint(''))).rollouts
    expect(rollout).toMatchObject({ kind: 'steps', champion: 1, ms: 150 * 60_000, open: true })
    expect(rollout?.steps.at(-1)).toEqual({ step: 'analysis health', ms: 30 * 60_000, samples: 600 })
  })

  test('take as long as the declared traffic needs for the samples', async () => {
    // A tenth of 3,600 an hour is 6 a minute: 100 minutes for 600, and two intervals more.
    const [rollout] = (await planHere(endpoint('traffic: { predictions: 3600 },'))).rollouts
    expect(rollout).toMatchObject({ ms: (120 + 120) * 60_000, open: false })
  })

  test('under way go on, or start again with other steps', async () => {
    const before = await factoryOf(endpoint(''))
    const spec = before.endpoints['delay-api']?.rollout
    const under = {
      version: 2,
      champion: 1,
      plan: spec ? rolloutDigest(spec) : '',
      startedAt: 0,
      step: 1,
      stepSince: 0,
      exposedSince: 0,
      weight: 0.1,
      mirror: 0,
      analysis: {},
      message: '',
    }
    const world = (factory: Factory) => trainedWorld(factory, { endpoint: { stable: 1, rollout: under } })
    expect((await planHere(endpoint(''), world, endpoint(''))).rollouts).toMatchObject([
      { kind: 'continue', steps: [{ step: 'pause' }, { step: 'analysis health' }] },
    ])
    expect((await planHere(endpoint('').replace('2h', '3h'), world, endpoint(''))).rollouts).toMatchObject([
      { kind: 'restart', steps: { length: 3 } },
    ])
  })
})

describe('what could hurt', () => {
  const kinds = async (text: string, world = trainedWorld) => {
    const before = await factoryOf()
    const { factory, diagnostics } = await compileText(text)
    if (!factory) throw new Error(JSON.stringify(diagnostics))
    return planFactory({ before, after: factory, revision, against: here, ...world(before) }).warnings.map(
      ({ kind, subject }) => `${kind} ${subject}`,
    )
  }
  const without = (from: string, to = '') => BASE.slice(0, BASE.indexOf(from)) + (to === '' ? '' : BASE.slice(BASE.indexOf(to)))

  test('an endpoint that serves and is removed', async () => {
    expect(await kinds(without('  endpoints:'))).toEqual(['endpoint-removed endpoint/delay-api'])
  })

  test('an endpoint that nothing serves yet goes without a word', async () => {
    expect(await kinds(without('  endpoints:'), (factory) => trainedWorld(factory, { endpoint: {} }))).toEqual([])
  })

  test('an endpoint under another name', async () => {
    expect(await kinds(BASE.replaceAll('delay-api', 'api'))).toEqual(['endpoint-renamed endpoint/api'])
  })

  test('a server that starts again', async () => {
    expect(await kinds(BASE.replace('      model: late-arrival\n', '      model: late-arrival\n      port: 9000\n'))).toEqual([
      'endpoint-restarted endpoint/delay-api',
    ])
  })

  test('a model without a champion', async () => {
    const world = (factory: Factory): World => {
      const { known, past } = trainedWorld(factory)
      return { known: { ...known, models: { 'late-arrival': { training: known.models['late-arrival']?.training } } }, past }
    }
    expect(await kinds(BASE, world)).toEqual(['no-champion endpoint/delay-api'])
  })

  test('a source that several models share', async () => {
    const second = (base: string) =>
      base.replace(
        '  endpoints:',
        '    other:\n      task: binary_classification\n      dataset: departures\n      trainer: { runtime: tfjs }\n  endpoints:',
      )
    const before = (await compileText(second(BASE))).factory as Factory
    const after = (await compileText(second(BASE).replace('data/weather.csv', 'data/w.csv'))).factory as Factory
    const plan = planFactory({ before, after, revision, against: here, ...trainedWorld(before) })
    expect(plan.warnings).toEqual([{ kind: 'shared-source', subject: 'source/weather', message: expect.stringContaining('2 models') }])
  })

  test('a budget that is used up, and a run that is larger than one', async () => {
    const text = BASE.replace('      gates:', '      retrain: { budget: { runs: 1, per: 30d } }\n      gates:')
    const world = (factory: Factory) => trainedWorld(factory, { training: { trigger: { reason: 'drift', at: 0, detail: '' } } })
    expect(await kinds(text, world)).toEqual(['budget model/late-arrival'])
    const large = BASE.replace('{ epochs: 3 } }', '{ epochs: 4 }, resourcesPerNode: { gpu: 4 } }').replace(
      '      gates:',
      '      retrain: { budget: { gpuHours: 2, per: 30d } }\n      gates:',
    )
    expect(await kinds(large)).toEqual(['budget model/late-arrival'])
  })

  test('most of a factory', async () => {
    const text = BASE.replaceAll('.csv', '.json')
      .replaceAll('ttl: 30d', 'ttl: 31d')
      .replaceAll('ttl: 2h', 'ttl: 3h')
      .replace('min: 0.6', 'min: 0.7')
    expect(await kinds(text)).toEqual(['large-change factory'])
  })
})

test('a plan is made alike each time, fits its schema, and holds its digest', async () => {
  const fragments = ['{}', model('trainer: { parameters: { epochs: 9 } }'), 'sources: { weather: { path: data/w.csv } }']
  for (const fragment of fragments) {
    const [one, two] = await Promise.all([planHere(fragment), planHere(fragment)])
    expect(canonicalJson(one)).toBe(canonicalJson(two))
    expect(JSON.stringify(one)).toBe(JSON.stringify(two))
    expect(validatePlan(JSON.parse(JSON.stringify(one))) || validatePlan.errors).toBe(true)
  }
})
