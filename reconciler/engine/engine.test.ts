import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TrainingState } from '../decide/training.js'
import {
  DAY,
  datasetOf,
  endpointOf,
  factoryOf,
  gatesOf,
  HOUR,
  modelOf,
  monitorOf,
  retrainOf,
  rolloutOf,
} from '../testing/factory-fixture.js'
import { Laptop } from '../testing/laptop.js'

let laptop: Laptop
beforeEach(() => {
  laptop = new Laptop()
})
afterEach(() => {
  vi.useRealTimers()
  laptop.dispose()
})

const training = (model = 'late'): TrainingState | undefined => laptop.reconciler.store.document<TrainingState>('training', model)
const versions = () => laptop.reconciler.store.versions('late').map(({ version, state }) => `${version} ${state}`)
const events = () => laptop.reconciler.store.events(100).map(({ kind }) => kind)
const champion = () => laptop.reconciler.store.alias('late', 'champion')
const direct = endpointOf({ rollout: rolloutOf({ steps: [] }) })

describe('from nothing', () => {
  it('a model is trained, passes its gates and serves', async () => {
    await laptop.apply(factoryOf())
    expect(laptop.machine.newlyRan()).toEqual(['ValidateData', 'BuildDataset', 'Train', 'Evaluate', 'Materialize'])
    expect(versions()).toEqual(['1 champion'])
    expect(champion()).toBe(1)
    expect(laptop.machine.routes).toEqual([{ primary: 1 }])
    expect(events()).toEqual(['training_started', 'registered', 'promoted'])
  })

  it('a server gets the model by its digest, its features and the columns of the outcomes', async () => {
    const groundTruth = { source: datasetOf().source, joinKey: ['trip_id'], delayMs: HOUR, labelExpression: 'late' }
    await laptop.apply(factoryOf({ endpoints: [endpointOf({ groundTruth })] }))
    const { store } = laptop.reconciler
    const desired = laptop.machine.servers.get('api')?.desired
    expect(desired?.models).toMatchObject([{ version: 1, digest: store.version('late', 1)?.modelSha256 }])
    expect(desired?.views?.map(({ name, joinKeys }) => [name, joinKeys])).toEqual([
      [expect.stringMatching(/^driver@[0-9a-f]{8}$/), [{ name: 'driver_id', type: 'int64' }]],
    ])
    expect(desired?.logColumns).toEqual([{ name: 'trip_id', type: 'string' }])
  })

  it('a model without an endpoint becomes champion by its gates alone', async () => {
    await laptop.apply(factoryOf({ endpoints: [] }))
    expect(versions()).toEqual(['1 champion'])
  })

  it('data that break an expectation stop the run before anything is built', async () => {
    const expectation = { expect: 'not_null', severity: 'error', columns: ['driver_id'] } as const
    laptop.machine.script.ValidateData = () => ({
      result: {
        validation: {
          source: 'trips',
          rows: 1000,
          success: false,
          columns: [],
          results: [
            { expectation: { ...expectation, columns: ['driver_id'] }, success: false, message: '3 nulls', sample: [{ driver_id: null }] },
          ],
        },
      },
    })
    await laptop.apply(factoryOf())
    expect(laptop.machine.newlyRan()).toEqual(['ValidateData'])
    expect(training()?.history).toMatchObject([{ outcome: 'failed' }])
    expect(laptop.reconciler.store.events(1)[0]?.message).toMatch(/AF7100.*\n.*3 nulls\n.*driver_id/)
    await laptop.pass(10 * DAY, DAY)
    expect(laptop.machine.newlyRan()).toEqual([])

    laptop.machine.script = {}
    laptop.machine.files.trips = 'mended'
    await laptop.pass(HOUR)
    expect(versions()).toEqual(['1 champion'])
  })

  it('a check that says nothing stops the run, too', async () => {
    laptop.machine.script.ValidateData = () => ({ result: { validation: undefined } })
    await laptop.apply(factoryOf())
    expect(training()?.history).toMatchObject([{ outcome: 'failed' }])
  })

  it.each(['BuildDataset', 'Train', 'Evaluate'] as const)('a failed %s job ends the run and is said', async (kind) => {
    laptop.machine.script[kind] = () => ({ error: { code: 'AF7200', message: 'out of luck', hint: 'Hope.' } })
    await laptop.apply(factoryOf())
    expect(training()?.run).toBeUndefined()
    expect(training()?.history).toMatchObject([{ outcome: 'failed' }])
    expect(laptop.reconciler.store.events(1)).toMatchObject([
      { kind: 'training_failed', message: expect.stringMatching(/AF7200 out of luck\nhint: Hope/) },
    ])
    expect(laptop.machine.servers.size).toBe(0)
  })
})

describe('with nothing changed', () => {
  it('nothing happens: no job, no event, nothing for the server', async () => {
    await laptop.apply(factoryOf())
    laptop.machine.newlyRan()
    const before = events()
    await laptop.reconciler.engine.settle()
    await laptop.apply(factoryOf())
    expect(laptop.machine.newlyRan()).toEqual([])
    expect(events()).toEqual(before)
    expect(laptop.machine.servers.get('api')?.generation).toBe(1)
  })

  it('nothing happens after a restart either', async () => {
    await laptop.apply(factoryOf())
    laptop.machine.newlyRan()
    laptop.stop()
    await laptop.apply(factoryOf())
    expect(laptop.machine.newlyRan()).toEqual([])
    expect(laptop.machine.servers.get('api')?.generation).toBe(1)
  })

  it('only online values are kept up to date', async () => {
    await laptop.apply(factoryOf())
    laptop.machine.newlyRan()
    await laptop.pass(3 * HOUR, HOUR / 2)
    expect(laptop.machine.newlyRan()).toEqual(['Materialize', 'Materialize', 'Materialize'])
  })
})

describe('an edit', () => {
  beforeEach(async () => {
    await laptop.apply(factoryOf({ endpoints: [direct] }))
    laptop.machine.newlyRan()
    laptop.now += DAY
  })

  it('of a gate is judged on what is known, without a job', async () => {
    await laptop.apply(factoryOf({ endpoints: [direct], models: [modelOf({ gates: gatesOf({ sizeBytes: 1 }) })] }))
    expect(laptop.machine.newlyRan()).toEqual(['Materialize'])
    expect(versions()).toEqual(['1 champion'])
    expect(events().slice(-2)).toEqual(['training_started', 'gates_failed'])
  })

  it('of a gate lets a version pass that it held back', async () => {
    const trainer = { ...modelOf().trainer, parameters: { ...parametersOf(), seed: 8 } }
    await laptop.apply(factoryOf({ endpoints: [direct], models: [modelOf({ trainer, gates: gatesOf({ sizeBytes: 1 }) })] }))
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    laptop.machine.newlyRan()
    await laptop.apply(factoryOf({ endpoints: [direct], models: [modelOf({ trainer })] }))
    expect(laptop.machine.newlyRan()).not.toContain('Train')
    expect(versions()).toEqual(['1 archived', '2 champion'])
  })

  it('of a parameter trains anew on the dataset that is there', async () => {
    const trainer = { ...modelOf().trainer, parameters: { ...parametersOf(), seed: 8 } }
    await laptop.apply(factoryOf({ endpoints: [direct], models: [modelOf({ trainer })] }))
    expect(laptop.machine.newlyRan().filter((kind) => kind !== 'Materialize')).toEqual(['Train', 'Evaluate'])
    expect(versions()).toEqual(['1 archived', '2 champion'])
  })

  it('of the dataset builds it anew', async () => {
    const dataset = datasetOf({ request: ['distance', 'hour'] })
    await laptop.apply(factoryOf({ endpoints: [direct], dataset, models: [modelOf({}, dataset)] }))
    expect(laptop.machine.newlyRan().filter((kind) => kind !== 'Materialize')).toEqual([
      'ValidateData',
      'BuildDataset',
      'Train',
      'Evaluate',
    ])
  })

  it('that comes while a model trains is taken up when it has', async () => {
    const { engine, platform } = laptop.reconciler
    const held = platform.hold('Train')
    const seeded = (seed: number) =>
      factoryOf({ endpoints: [direct], models: [modelOf({ trainer: { ...modelOf().trainer, parameters: { ...parametersOf(), seed } } })] })
    engine.apply(seeded(8))
    const settled = engine.settle()
    await held.started
    engine.apply(seeded(9))
    held.release()
    await settled
    expect(training()?.history.map(({ hashes }) => hashes.train)).toEqual([7, 8, 9].map((seed) => seeded(seed).models.late?.hashes.train))
    expect(versions()).toEqual(['1 archived', '2 archived', '3 champion'])
  })
})

function parametersOf() {
  const { trainer } = modelOf()
  if (trainer.runtime !== 'tfjs') throw new Error('the fixture trains with tfjs')
  return trainer.parameters
}

describe('objects', () => {
  it('that fail hold up no others, and are left alone for a while', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 })
    const other = modelOf({ name: 'early', registeredModel: 'early' })
    const factory = factoryOf({ models: [modelOf(), other], endpoints: [direct, endpointOf({ name: 'other', model: 'gone' })] })
    await laptop.apply(factory)
    expect(versions()).toEqual(['1 champion'])
    expect(laptop.reconciler.store.alias('early', 'champion')).toBe(1)
    const failures = () => events().filter((kind) => kind === 'reconcile_failed').length
    expect(failures()).toBe(1)
    await laptop.reconciler.engine.settle()
    expect(failures()).toBe(1)
    vi.setSystemTime(1000)
    await laptop.reconciler.engine.settle()
    expect(failures()).toBe(2)
    vi.setSystemTime(5999)
    await laptop.reconciler.engine.settle()
    expect(failures()).toBe(2)
    vi.setSystemTime(6000)
    await laptop.reconciler.engine.settle()
    expect(failures()).toBe(3)
  })

  it('that take long hold up no others', async () => {
    const { engine, platform } = laptop.reconciler
    const held = platform.hold('ValidateData')
    const other = modelOf({ name: 'early', registeredModel: 'early' }, datasetOf({ name: 'rides' }))
    laptop.machine.files.trips = 'x'
    engine.apply(factoryOf({ models: [modelOf()], endpoints: [direct] }))
    const settled = engine.settle()
    await held.started
    engine.apply(factoryOf({ models: [modelOf(), { ...other, dataset: 'none' }], endpoints: [direct] }))
    engine.pass()
    await engine.progress()
    expect(events()).toContain('reconcile_failed')
    expect(training()?.run).toBeDefined()
    held.release()
    await settled
    expect(versions()).toEqual(['1 champion'])
  })

  it('are each worked on once at a time', async () => {
    const { engine, platform } = laptop.reconciler
    const held = platform.hold('Train')
    engine.apply(factoryOf())
    engine.pass()
    await held.started
    engine.pass()
    engine.pass()
    expect(engine.busy).toBe(true)
    held.release()
    await engine.settle()
    expect(laptop.machine.ran.filter(({ spec }) => spec.kind === 'Train')).toHaveLength(1)
    expect(training()?.history).toHaveLength(1)
  })
})

describe('retraining', () => {
  it('waits for its budget and says so once', async () => {
    const retrain = retrainOf({ onNewData: true, budget: { runs: 1, perMs: 10 * DAY } })
    await laptop.apply(factoryOf({ endpoints: [direct], models: [modelOf({ retrain })] }))
    laptop.machine.files.trips = 'trips-2'
    await laptop.pass(DAY)
    laptop.machine.files.trips = 'trips-3'
    await laptop.pass(9 * DAY, DAY)
    expect(training()).toMatchObject({ nextId: 3, waiting: expect.stringMatching(/budget of 1 runs/) })
    expect(events().filter((kind) => kind === 'waiting')).toHaveLength(1)
    await laptop.pass(DAY)
    expect(training()?.history.map(({ trigger }) => trigger.reason)).toEqual(['initial', 'data', 'data'])
  })

  it('that finds the same model registers no second version', async () => {
    laptop.machine.script.Train = () => ({ artifact: 'a'.repeat(64) })
    await laptop.apply(factoryOf({ endpoints: [direct], models: [modelOf({ retrain: retrainOf({ onNewData: true }) })] }))
    laptop.machine.files.trips = 'trips-2'
    await laptop.pass(DAY)
    expect(versions()).toEqual(['1 champion'])
    expect(training()?.history).toHaveLength(2)
  })
})

it('a monitor is left to its schedule', async () => {
  await laptop.apply(factoryOf({ endpoints: [direct], monitors: [monitorOf()] }))
  laptop.machine.newlyRan()
  await laptop.pass(DAY - 1)
  expect(laptop.machine.newlyRan()).not.toContain('Monitor')
  await laptop.pass(1)
  expect(laptop.machine.newlyRan()).toContain('Monitor')
})
