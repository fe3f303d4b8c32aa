import { afterEach, describe, expect, it } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import type { MonitorState } from '../decide/monitoring.js'
import type { EndpointState } from '../decide/rollout.js'
import type { TrainingState } from '../decide/training.js'
import { CrashingStore, CrashPoints } from '../testing/crash-points.js'
import { DAY, endpointOf, factoryOf, gatesOf, HOUR, metricOf, modelOf, monitorOf, rolloutOf, START } from '../testing/factory-fixture.js'
import { Laptop } from '../testing/laptop.js'

const endpoints = [
  endpointOf({
    rollout: rolloutOf({
      steps: [
        { kind: 'mirror', share: 1 },
        { kind: 'analysis', name: 'health' },
        { kind: 'setWeight', weight: 0.5 },
        { kind: 'pause', durationMs: 6 * HOUR },
      ],
      analysis: { health: [metricOf()] },
    }),
  }),
]
const monitors = [monitorOf({ cooldownMs: 30 * DAY })]
const factory = factoryOf({ endpoints, monitors })
const stricter = factoryOf({ endpoints, monitors, models: [modelOf({ gates: gatesOf({ sizeBytes: 1e9 }) })] })

/** What is in force when: a first version, drift, a second one on its way, and another gate. */
const TIMES: readonly (readonly [number, Factory])[] = [
  [START, factory],
  [START + DAY, factory],
  [START + DAY + HOUR, factory],
  [START + DAY + 7 * HOUR, factory],
  [START + DAY + 8 * HOUR, stricter],
]

let laptop: Laptop
afterEach(() => laptop.dispose())

/** Lives through all of it, crashing once at a point, and gives what there is at the end. */
async function live(fatal: number) {
  laptop = new Laptop()
  laptop.machine.script = {
    Evaluate: (spec) => ({
      result: {
        evaluation: {
          task: spec.kind === 'Evaluate' ? spec.task : 'regression',
          rows: 200,
          metrics: { roc_auc: 0.7 },
          calibration: [],
          slices: [],
          comparisons: [],
          fairness: [],
          sizeBytes: 1000,
        },
      },
    }),
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
                rules: [{ id: 'drift[0]', method: 'psi', verdict: 'fail', driftedShare: 1, columns: [] }],
                performance: [],
                quality: [],
              },
            },
          }
        : undefined,
  }
  const points = new CrashPoints(fatal)
  laptop.start(
    (path) => new CrashingStore(path, points),
    (name) => points.pass(name),
  )
  laptop.start(
    (path) => new CrashingStore(path, points),
    (name) => points.pass(name),
  )
  let alive = true
  for (const [time, inForce] of TIMES) {
    laptop.now = time
    await laptop.apply(inForce)
    if (!alive || points.crashedAt === undefined) continue
    alive = false
    laptop.stop()
    await laptop.apply(inForce)
  }
  return { points, end: endState() }
}

function endState() {
  const { store } = laptop.reconciler
  const training = store.document<TrainingState>('training', 'late')
  const kinds = store.events(1000).map(({ kind, message }) => `${kind} ${message}`)
  return {
    runs: training?.history.map(({ id, trigger, asOf, outcome, version }) => ({ id, reason: trigger.reason, asOf, outcome, version })),
    open: [training?.run, training?.pending],
    asked: store.document('asked', 'late') ?? [],
    versions: store.versions('late').map(({ version, digest, state, runId }) => ({ version, digest, state, runId })),
    aliases: [store.alias('late', 'champion'), store.alias('late', 'challenger')],
    endpoint: store.document<EndpointState>('endpoint', 'api'),
    monitor: store.document<MonitorState>('monitor', 'watch'),
    online: store.document('online', laptop.machine.servers.get('api')?.desired.views?.[0]?.name ?? ''),
    server: laptop.machine.servers.get('api')?.desired,
    keys: [...new Set(laptop.machine.ran.map(({ key }) => key))].sort(),
    events: kinds.filter((kind) => !kind.startsWith('reconcile_failed')),
  }
}

describe('a crash', () => {
  it('at any point changes nothing of how it ends', async () => {
    const whole = await live(Number.POSITIVE_INFINITY)
    expect(whole.end).toMatchObject({
      runs: [
        { id: 1, reason: 'initial', outcome: 'registered', version: 1 },
        { id: 2, reason: 'drift', outcome: 'registered', version: 2 },
        { id: 3, reason: 'change', outcome: 'registered', version: 2 },
      ],
      open: [undefined, []],
      versions: [
        { version: 1, state: 'archived' },
        { version: 2, state: 'champion' },
      ],
      aliases: [2, undefined],
      endpoint: { stable: 2, previous: 1 },
    })
    laptop.dispose()
    expect(whole.points.passed.length).toBeGreaterThan(80)
    for (let point = 0; point < whole.points.passed.length; point++) {
      const { points, end } = await live(point)
      expect(points.crashedAt, `point ${point}`).toBe(whole.points.passed[point])
      expect(end, `point ${point}, ${points.crashedAt}`).toEqual(whole.end)
      laptop.dispose()
    }
  })
})
