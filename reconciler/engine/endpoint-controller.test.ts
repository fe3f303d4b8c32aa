import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LinkedEndpoint, LinkedModel, LinkedMonitor } from '../../compiler/graph/factory.js'
import type { EndpointState } from '../decide/rollout.js'
import type { TrainingState } from '../decide/training.js'
import { DAY, endpointOf, factoryOf, HOUR, modelOf, monitorOf, retrainOf, rolloutOf } from '../testing/factory-fixture.js'
import { Laptop } from '../testing/laptop.js'
import { askForTraining } from './training-controller.js'

let laptop: Laptop
beforeEach(() => {
  // The clock of the system, by which what failed is left alone for a while.
  vi.useFakeTimers({ toFake: ['Date'] })
  laptop = new Laptop()
})
afterEach(() => {
  vi.useRealTimers()
  laptop.dispose()
})

const versions = () => laptop.reconciler.store.versions('late').map(({ version, state }) => `${version} ${state}`)
const events = () => laptop.reconciler.store.events(100).map(({ kind }) => kind)
const alias = (name: string) => laptop.reconciler.store.alias('late', name)
const endpoint = (name = 'api') => laptop.reconciler.store.document<EndpointState>('endpoint', name)
const route = (name = 'api') => laptop.machine.servers.get(name)?.desired.route

/** Asks for another model by hand. */
const retrain = (): void => askForTraining(laptop.reconciler, 'late', { reason: 'manual', at: laptop.now, detail: 'ann' })

/** What live traffic shows of a version from now on. */
function live(values: Readonly<Record<string, number>>): void {
  laptop.machine.script.Analyze = (spec) =>
    spec.kind === 'Analyze'
      ? {
          result: {
            analysis: {
              endpoint: spec.endpoint,
              version: spec.version,
              champion: spec.champion,
              window: { from: spec.current.from, to: spec.current.to },
              measurements: spec.metrics.map((metric) => ({ metric, value: values[metric] ?? 0, samples: 1000 })),
            },
          },
        }
      : undefined
}

/** A model that serves, and a second one that has begun to be tried. */
async function trying(parts: { models?: LinkedModel[]; endpoints?: LinkedEndpoint[]; monitors?: LinkedMonitor[] } = {}): Promise<void> {
  await laptop.apply(factoryOf(parts))
  retrain()
  await laptop.pass(HOUR)
}

describe('a second version', () => {
  it('is mirrored, measured, given some traffic, and promoted', async () => {
    await trying()
    expect(versions()).toEqual(['1 champion', '2 candidate'])
    await laptop.pass(5 * HOUR, HOUR)
    expect(laptop.machine.routes).toEqual([
      { primary: 1 },
      { primary: 1, mirror: { version: 2, share: 1 } },
      { primary: 1, canary: { version: 2, weight: 0.2 } },
      { primary: 2 },
    ])
    expect(versions()).toEqual(['1 archived', '2 champion'])
    expect([alias('champion'), alias('challenger')]).toEqual([2, undefined])
  })

  it('that is bad on live traffic is rejected for good, and the same model never comes back', async () => {
    live({ prediction_psi: 0.9 })
    await trying()
    await laptop.pass(HOUR)
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    expect(route()).toEqual({ primary: 1 })

    const digest = laptop.reconciler.store.version('late', 2)?.digest
    laptop.machine.script.Train = () => ({ artifact: digest })
    live({})
    retrain()
    await laptop.pass(5 * HOUR, HOUR)
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    expect(laptop.reconciler.store.version('late', 2)).toMatchObject({ rejectedBy: 'live', reason: expect.stringMatching(/parity/) })
    expect(laptop.machine.routes.slice(2)).toEqual([{ primary: 1 }])
  })

  it('that does not pass its gates never meets traffic', async () => {
    await laptop.apply(factoryOf())
    laptop.machine.script.Evaluate = (spec) => ({
      result: {
        evaluation: {
          task: spec.kind === 'Evaluate' ? spec.task : 'regression',
          rows: 200,
          metrics: { roc_auc: 0.5 },
          calibration: [],
          slices: [],
          comparisons: [],
          fairness: [],
        },
      },
    })
    retrain()
    await laptop.pass(HOUR)
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    expect(laptop.machine.routes).toEqual([{ primary: 1 }])
    expect(events().at(-1)).toBe('gates_failed')
  })

  it('gives way to a third', async () => {
    await trying()
    retrain()
    await laptop.pass(1)
    expect(versions()).toEqual(['1 champion', '2 archived', '3 candidate'])
    expect(route()).toEqual({ primary: 1, mirror: { version: 3, share: 1 } })
  })

  it('is served beside the first with the models and features of both', async () => {
    await trying()
    expect(laptop.machine.servers.get('api')?.desired.models.map(({ version }) => version)).toEqual([1, 2])
  })

  it('waits for a person, who is heard once', async () => {
    const rollout = rolloutOf({ steps: [{ kind: 'setWeight', weight: 0.1 }, { kind: 'pause' }, { kind: 'pause' }] })
    await trying({ endpoints: [endpointOf({ rollout })] })
    await laptop.pass(30 * DAY, DAY)
    expect(route()).toEqual({ primary: 1, canary: { version: 2, weight: 0.1 } })
    laptop.reconciler.store.putDocument('approved', 'api', true)
    await laptop.pass(HOUR, HOUR / 2)
    expect(endpoint()?.rollout?.step).toBe(2)
    laptop.reconciler.store.putDocument('approved', 'api', true)
    await laptop.pass(HOUR)
    expect(route()).toEqual({ primary: 2 })
  })

  it('is neither promoted nor rejected by a measurement that fails', async () => {
    laptop.machine.script.Analyze = () => ({ error: { code: 'AF7606', message: 'no log' } })
    await trying()
    await laptop.pass(DAY, 6 * HOUR)
    expect(versions()).toEqual(['1 champion', '2 candidate'])
    expect(events().filter((kind) => kind === 'reconcile_failed')).toHaveLength(1)
  })
})

describe('online features', () => {
  it('that cannot be computed are said and tried again, and hold up no traffic', async () => {
    laptop.machine.script.Materialize = () => ({ error: { code: 'AF7300', message: 'no space' } })
    await laptop.apply(factoryOf())
    expect(laptop.reconciler.store.events(1)).toMatchObject([
      { kind: 'reconcile_failed', message: expect.stringMatching(/AF7300 .*driver@.*no space/) },
    ])
    expect(route()).toEqual({ primary: 1 })
    laptop.machine.script = {}
    laptop.stop()
    await laptop.apply(factoryOf())
    expect(laptop.machine.ran.at(-1)?.spec.kind).toBe('Materialize')
  })
})

describe('two endpoints of one model', () => {
  const first = endpointOf({ name: 'first', rollout: rolloutOf({ steps: [] }) })
  const second = endpointOf({
    name: 'second',
    rollout: rolloutOf({
      steps: [
        { kind: 'setWeight', weight: 0.1 },
        { kind: 'analysis', name: 'health' },
      ],
    }),
  })

  it('have a champion once both answer with it', async () => {
    await trying({ endpoints: [first, second] })
    expect([route('first'), route('second')]).toEqual([{ primary: 2 }, { primary: 1, canary: { version: 2, weight: 0.1 } }])
    expect(alias('champion')).toBe(1)
    await laptop.pass(HOUR)
    expect(alias('champion')).toBe(2)
    expect(versions()).toEqual(['1 archived', '2 champion'])
  })

  it('both go back at once when one of them rejects it', async () => {
    live({ error_rate: 1 })
    await trying({ endpoints: [first, second] })
    await laptop.pass(HOUR)
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    expect([route('first'), route('second')]).toEqual([{ primary: 1 }, { primary: 1 }])
    expect(endpoint('first')).toEqual({ stable: 1 })
  })

  it('have a champion also when the one that lags is taken out of the file', async () => {
    await trying({ endpoints: [first, second] })
    await laptop.apply(factoryOf({ endpoints: [first] }))
    expect(alias('champion')).toBe(2)
  })
})

describe('a monitor', () => {
  const drifting = (): void => {
    laptop.machine.script.Monitor = (spec) =>
      spec.kind === 'Monitor'
        ? {
            result: {
              drift: {
                monitor: spec.monitor,
                endpoint: spec.endpoint,
                version: spec.version,
                asOf: spec.asOf,
                window: { from: spec.current.from, to: spec.current.to },
                rows: 1000,
                rules: spec.drift.map(({ id, method }) => ({
                  id,
                  method,
                  verdict: 'fail' as const,
                  driftedShare: 1,
                  columns: [],
                  message: 'it drifts',
                })),
                performance: [],
                quality: [],
              },
            },
          }
        : undefined
  }
  const direct = endpointOf({ rollout: rolloutOf({ steps: [] }) })
  const rule = monitorOf().drift[0]
  if (!rule) throw new Error('the fixture has a rule')
  const rollsBack = monitorOf({ drift: [{ ...rule, actions: ['rollback'] }] })

  it('that sees drift has the model trained on what is known by then', async () => {
    await laptop.apply(factoryOf({ endpoints: [direct], monitors: [monitorOf({ cooldownMs: 30 * DAY })] }))
    drifting()
    await laptop.pass(2 * DAY, DAY)
    const history = laptop.reconciler.store.document<TrainingState>('training', 'late')?.history ?? []
    expect(history.map(({ trigger }) => trigger.reason)).toEqual(['initial', 'drift'])
    expect(history[1]?.asOf).toBe(laptop.now - DAY)
    expect(versions()).toEqual(['1 archived', '2 champion'])
    expect(laptop.reconciler.store.reports('watch', 10)).toHaveLength(2)
  })

  it('does not where the model says no', async () => {
    const models = [modelOf({ retrain: retrainOf({ onDrift: false }) })]
    await laptop.apply(factoryOf({ models, endpoints: [direct], monitors: [monitorOf()] }))
    drifting()
    await laptop.pass(2 * DAY, DAY)
    expect(versions()).toEqual(['1 champion'])
    expect(events().filter((kind) => kind === 'drift')).toHaveLength(2)
  })

  it('takes the endpoint back to the version before, and says so when there is none', async () => {
    await trying({ endpoints: [direct], monitors: [rollsBack] })
    expect(route()).toEqual({ primary: 2 })
    drifting()
    await laptop.pass(DAY)
    expect(route()).toEqual({ primary: 1 })
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    expect(alias('champion')).toBe(1)
    await laptop.pass(DAY)
    expect(events().at(-1)).toBe('rollback_impossible')
    expect(route()).toEqual({ primary: 1 })
  })

  it('whose check was about the version before rolls nothing back', async () => {
    await laptop.apply(factoryOf({ endpoints: [direct], monitors: [rollsBack] }))
    retrain()
    drifting()
    const { engine, platform } = laptop.reconciler
    const held = platform.hold('Monitor')
    laptop.now += DAY
    const settled = engine.settle()
    await held.started
    while (endpoint()?.stable !== 2) await engine.progress()
    held.release()
    await settled
    expect(versions()).toEqual(['1 archived', '2 champion'])
  })

  it('is heard while the endpoint is being worked on', async () => {
    await trying({ endpoints: [direct], monitors: [rollsBack] })
    drifting()
    const { engine, platform } = laptop.reconciler
    const held = platform.hold('Materialize')
    laptop.now += DAY
    const settled = engine.settle()
    await held.started
    while (alias('champion') !== 1) await engine.progress()
    held.release()
    await settled
    expect(route()).toEqual({ primary: 1 })
  })

  it('whose check fails says so and goes on at its next time', async () => {
    await laptop.apply(factoryOf({ endpoints: [direct], monitors: [monitorOf()] }))
    laptop.machine.script.Monitor = () => ({ error: { code: 'AF7606', message: 'no log' } })
    await laptop.pass(DAY)
    expect(events().at(-1)).toBe('monitor_failed')
    laptop.machine.script = {}
    await laptop.pass(DAY)
    expect(laptop.reconciler.store.reports('watch', 10)).toHaveLength(1)
  })
})
