import { afterEach, describe, expect, it } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import type { MonitorState } from '../decide/monitoring.js'
import type { EndpointState } from '../decide/rollout.js'
import type { TrainingState } from '../decide/training.js'
import type { Store } from '../store/store.js'
import { ClusterWorld } from '../testing/cluster-world.js'
import { CrashingStore, CrashPoints } from '../testing/crash-points.js'
import { DAY, endpointOf, factoryOf, gatesOf, HOUR, metricOf, modelOf, monitorOf, rolloutOf, START } from '../testing/factory-fixture.js'
import type { FakeMachine } from '../testing/fake-platform.js'
import type { JobScript } from '../testing/job-script.js'
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

const SCRIPT: JobScript = {
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

let laptop: Laptop | undefined
afterEach(() => laptop?.dispose())

/** Lives through all of it on one machine, crashing once at a point, and gives what there is at the end. */
async function liveOnLaptop(fatal: number) {
  laptop?.dispose()
  laptop = new Laptop()
  laptop.machine.script = SCRIPT
  const points = new CrashPoints(fatal)
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
  return { points, end: endState(laptop.reconciler.store, laptop.machine) }
}

/** The same in a cluster, crashing before or after a request to the API server. */
async function liveInCluster(fatal: number) {
  const world = new ClusterWorld()
  world.machine.script = SCRIPT
  const points = new CrashPoints(fatal)
  let alive = true
  for (const [time, inForce] of TIMES) {
    world.now = time
    try {
      if (!world.running) await world.start(inForce, alive ? points : undefined)
      await world.apply(inForce)
    } catch (error) {
      if (points.crashedAt === undefined) throw error
    }
    if (!alive || points.crashedAt === undefined) continue
    alive = false
    world.stop()
    await world.apply(inForce)
  }
  if (!world.running) throw new Error('no control plane runs')
  return { points, end: endState(world.running.store, world.machine) }
}

function endState(store: Store, machine: FakeMachine) {
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
    online: store.document('online', machine.servers.get('api')?.desired.views?.[0]?.name ?? ''),
    server: machine.servers.get('api')?.desired,
    keys: [...new Set(machine.ran.map(({ key }) => key))].sort(),
    events: kinds.filter((kind) => !kind.startsWith('reconcile_failed')),
  }
}

const EXPECTED = {
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
}

/** There are ten times as many requests as there are writes to a local store: some of them in each run, all where it is asked for. */
const CLUSTER_STRIDE = process.env.AIFACTORY_ALL_POINTS ? 1 : 7

describe.each([
  ['on one machine', liveOnLaptop, 1],
  ['in a cluster', liveInCluster, CLUSTER_STRIDE],
] as const)('%s', (_, live, stride) => {
  it('a crash at any point changes nothing of how it ends', { timeout: 300_000 }, async () => {
    const whole = await live(Number.POSITIVE_INFINITY)
    expect(whole.end).toMatchObject(EXPECTED)
    expect(whole.points.passed.length).toBeGreaterThan(80)
    for (let point = 0; point < whole.points.passed.length; point += stride) {
      const { points, end } = await live(point)
      expect(points.crashedAt, `point ${point}`).toBe(whole.points.passed[point])
      expect(end, `point ${point}, ${points.crashedAt}`).toEqual(whole.end)
    }
  })
})

/** Without where things lie, which is all that platforms may differ in. */
function decisions({ server, keys: _keys, ...end }: Awaited<ReturnType<typeof liveOnLaptop>>['end']) {
  return {
    ...end,
    route: server?.route,
    versions: end.versions,
    served: server?.models.map(({ version, digest }) => ({ version, digest })),
  }
}

it('both platforms come to the same decisions', async () => {
  const [local, cluster] = [await liveOnLaptop(Number.POSITIVE_INFINITY), await liveInCluster(Number.POSITIVE_INFINITY)]
  expect(decisions(cluster.end)).toEqual(decisions(local.end))
})
