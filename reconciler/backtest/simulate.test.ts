import { describe, expect, it } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import { Store } from '../store/store.js'
import {
  DAY,
  endpointOf,
  factoryOf,
  gatesOf,
  HOUR,
  metricOf,
  modelOf,
  monitorOf,
  retrainOf,
  rolloutOf,
  START,
  trips,
} from '../testing/factory-fixture.js'
import { FakeMachine, FakePlatform } from '../testing/fake-platform.js'
import type { JobScript } from '../testing/job-script.js'
import { countEvents } from './counts.js'
import { type PolicyTrace, simulate } from './simulate.js'
import { waiveOperations } from './waive.js'
import { monthlyRetrained, neverRetrained } from './yardsticks.js'

const groundTruth = { source: trips, joinKey: ['id'], delayMs: 0, labelExpression: 'late' }
const rollout = rolloutOf({
  steps: [
    { kind: 'setWeight', weight: 0.5 },
    { kind: 'analysis', name: 'health' },
  ],
  analysis: {
    health: [
      metricOf({ metric: 'latency_p99', max: 50, count: 1, intervalMs: 6 * HOUR }),
      metricOf({ metric: 'roc_auc', min: 0.6, max: undefined, count: 1, intervalMs: 6 * HOUR }),
    ],
  },
})
const endpoint = endpointOf({ groundTruth, rollout })

async function replay(factory: Factory, script: JobScript = {}, days = 40): Promise<{ trace: PolicyTrace; machine: FakeMachine }> {
  const machine = new FakeMachine()
  machine.script = script
  const store = new Store(':memory:')
  const jobs = new FakePlatform(store, machine)
  const trace = await simulate({
    factory: waiveOperations(factory).factory,
    baseDir: '/project',
    logDir: '/project/log',
    jobs,
    traffic: new Map([[endpoint.name, { digest: 'traffic', dir: '/traffic', rows: 1000 }]]),
    from: START,
    to: START + days * DAY,
    stepMs: 6 * HOUR,
    spans: [],
    ahead: false,
    trainerPlace: async () => undefined,
    onTime: () => {},
    onProgress: () => {},
    signal: new AbortController().signal,
  })
  store.close()
  return { trace, machine }
}

const countsOf = ({ events, training }: PolicyTrace) => {
  const state = training.get(modelOf().name)
  if (!state) throw new Error('no training')
  return countEvents(events, state)
}
/** Measurements of a rollout, where roc_auc has this value. */
const measured = (value: number): JobScript => ({
  Analyze: (spec) =>
    spec.kind === 'Analyze'
      ? {
          result: {
            analysis: {
              endpoint: spec.endpoint,
              version: spec.version,
              champion: spec.champion,
              window: { from: spec.current.from, to: spec.current.to },
              measurements: spec.metrics.map((metric) => ({
                metric,
                value: metric === 'roc_auc' ? value : 0,
                champion: 0.7,
                samples: 1000,
              })),
            },
          },
        }
      : undefined,
})
/** Every check of the monitor finds drift. */
const drifting: JobScript = {
  Monitor: (spec) =>
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
              rules: spec.drift.map(({ id, method }) => ({ id, method, verdict: 'fail', driftedShare: 1, columns: [] })),
              performance: [],
              quality: [],
            },
          },
        }
      : undefined,
}

const scheduled = factoryOf({
  models: [modelOf({ retrain: retrainOf({ schedule: '0 0 */10 * *' }) })],
  endpoints: [endpoint],
  monitors: [],
})

describe('a policy over past data', () => {
  it('trains by its schedule and brings versions to serve by its rollout', async () => {
    const { trace } = await replay(scheduled, measured(0.7))
    expect(countsOf(trace)).toMatchObject({ retrainings: 4, registered: 5, promotions: 5, rolloutsAborted: 0 })
    expect(trace.endpoints.get(endpoint.name)?.primaries.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5])
    expect(trace.trainings).toHaveLength(5)
  })

  it('aborts rollouts on what is measured', async () => {
    const { trace } = await replay(scheduled, measured(0.5))
    expect(countsOf(trace)).toMatchObject({ promotions: 1, rolloutsAborted: 4, rollbacks: 0 })
  })

  it('measures nothing that past data cannot tell, and holds no limit against it', async () => {
    const { machine } = await replay(scheduled, measured(0.7))
    const asked = machine.ran.flatMap(({ spec }) => (spec.kind === 'Analyze' ? spec.metrics : []))
    expect(new Set(asked)).toEqual(new Set(['error_rate', 'roc_auc']))
  })

  it('watches the log that a server would have written', async () => {
    const factory = factoryOf({ models: [modelOf()], endpoints: [endpoint], monitors: [monitorOf()] })
    const { machine } = await replay(factory)
    const [check] = machine.ran.flatMap(({ spec }) => (spec.kind === 'Monitor' ? [spec.current] : []))
    expect(check?.offline).toMatchObject({ trafficDir: '/traffic', sampleRate: 1, routes: [{ primary: 1 }] })
    expect(check?.offline?.predictions.map(({ version }) => version)).toEqual([1])
    expect(machine.ran.filter(({ spec }) => spec.kind === 'Materialize')).toEqual([])
    expect(machine.servers.size).toBe(0)
  })

  it('keeps to cooldown and budget, and counts what they hold back', async () => {
    const retrain = retrainOf({ cooldownMs: 3 * DAY, budget: { runs: 2, perMs: 30 * DAY } })
    const factory = factoryOf({ models: [modelOf({ retrain })], endpoints: [endpoint], monitors: [monitorOf({ cooldownMs: 0 })] })
    const { trace } = await replay(factory, { ...drifting, ...measured(0.7) })
    const counts = countsOf(trace)
    expect(counts.retrainings).toBe(4)
    expect(counts.alerts).toBeGreaterThan(30)
    expect(counts.refusedByBudget).toBeGreaterThan(0)
    expect(counts.waitsForCooldown).toBeGreaterThan(0)
  })

  it('counts versions that their gates reject', async () => {
    const strict = factoryOf({
      models: [
        modelOf({
          retrain: retrainOf({ schedule: '0 0 */10 * *' }),
          gates: gatesOf({ metrics: [{ metric: 'roc_auc', min: 0.99, minSamples: 30, severity: 'error' }] }),
        }),
      ],
      endpoints: [endpoint],
    })
    const { trace } = await replay(strict)
    expect(countsOf(trace)).toMatchObject({ trainings: 5, rejectedByGates: 5, promotions: 0 })
  })

  it('ends with the error of a job that nobody can answer', async () => {
    const failing: JobScript = { Analyze: () => ({ error: { code: 'AF7603', message: 'the outcomes cannot be joined' } }) }
    await expect(replay(scheduled, failing)).rejects.toMatchObject({ code: 'AF7603' })
  })
})

describe('yardsticks', () => {
  it('are trained once, and each month, whatever monitors and gates would say', async () => {
    const watched = { ...scheduled, monitors: { watch: monitorOf({ name: 'watch' }) } }
    const never = await replay(neverRetrained(watched), drifting)
    expect(countsOf(never.trace)).toMatchObject({ trainings: 1, promotions: 1, alerts: 0 })
    const monthly = await replay(monthlyRetrained(watched), { ...drifting, ...measured(0.1) }, 70)
    expect(countsOf(monthly.trace)).toMatchObject({ retrainings: 3, promotions: 4, alerts: 0 })
  })
})
