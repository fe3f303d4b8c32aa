import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { parse, parseAllDocuments, stringify } from 'yaml'
import type { Objects } from '../../../reconciler/platforms/kubernetes/client/objects.js'
import type { LiveObject } from '../../../reconciler/platforms/kubernetes/live-object.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import { connect } from '../controller/cluster.js'
import { factoryOf } from '../controller/controller.fixture.js'
import { Repository } from '../controller/repository.js'
import { serveGit } from './git-server.js'
import { sendTraffic } from './traffic.js'

/** The flights of the example, on a real node, from a commit to a version that serves, and on. */
const EXAMPLE = 'examples/flight-delays'
const NAMESPACE = 'flights'
const IMAGE = inject('image')
/** The data is about 2013: the control plane takes it to be the first of July of that year. */
const OFFSET = Date.UTC(2013, 6, 1) - Date.now()
const MINUTES = 60_000
/** This machine, as pods see it. */
const GATEWAY = '10.245.0.1'

let root: string
let objects: Objects
let repository: Repository
let git: { port: number; close(): void } | undefined

const kubectl = (...args: string[]): string =>
  execFileSync('bash', ['test/cluster/harness', 'kubectl', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  })

interface Resource {
  readonly metadata: { readonly name: string; readonly resourceVersion: string }
  readonly spec: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}
const list = (kind: string, apiVersion = API_VERSION): Promise<Resource[]> =>
  objects.all<Resource>({ apiVersion, kind }, { namespace: NAMESPACE })

/** Waits until something is so, and shows what there is where it takes too long. */
async function until<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>, limit = 8 * MINUTES): Promise<T> {
  const deadline = Date.now() + limit
  while (Date.now() < deadline) {
    const found = await look()
    if (found) return found
    await sleep(1000)
  }
  const told = ['factories', 'trainingruns', 'modelversions', 'rollouts', 'jobs', 'pods'].map((kind) =>
    shown('get', kind, '-n', NAMESPACE, '-o', 'wide'),
  )
  const log = shown('logs', '-n', 'aifactory-system', 'deployment/aifactory-controller', '--tail=60')
  throw new Error(`${what}: not within ${limit / 1000} s\n${told.join('\n')}\n${log}`)
}

/** What kubectl says, or why it cannot. */
function shown(...args: string[]): string {
  try {
    return kubectl(...args)
  } catch (error) {
    return String(error)
  }
}

const rollout = async () => (await list('Rollout'))[0]?.status
const versions = async () =>
  (await list('ModelVersion'))
    .map(({ spec, status }) => ({ version: Number(spec.version), state: status?.state, by: status?.rejectedBy }))
    .sort((one, other) => one.version - other.version)
const became = async (version: number, state: string, by: string): Promise<boolean> =>
  (await versions()).some((found) => found.version === version && found.state === state && found.by === by)
/** Jobs of trainings: looking at data goes on all the time. */
const jobNames = async (): Promise<string[]> =>
  (await list('Job', 'batch/v1')).map(({ metadata }) => metadata.name).filter((name) => /-(validate|dataset|train|evaluate)-/.test(name))

/** The factory, with less data and fewer steps, as another target of the same file. */
function factory(change: { epochs?: number; cpu?: string; gates?: object; analysis?: object } = {}): string {
  const document = parse(readFileSync(join(EXAMPLE, 'aifactory.yaml'), 'utf8'))
  delete document.spec.notifications
  document.spec.targets = {
    dev: { default: true },
    cluster: {
      platform: { namespace: NAMESPACE, storage: '5Gi', images: { runtime: IMAGE, pullPolicy: 'IfNotPresent' } },
      datasets: { departures: { window: '30d' } },
      models: {
        'late-arrival': {
          trainer: {
            parameters: { hidden: [16], epochs: change.epochs ?? 3, patience: 2, seed: 7 },
            resourcesPerNode: { cpu: change.cpu ?? '500m', memory: '2Gi' },
          },
          gates: { metrics: [{ metric: 'roc_auc', min: 0.55 }], robustness: [], behaviour: [], ...change.gates },
          retrain: { schedule: '0 3 1 * *', cooldown: '1s', budget: { runs: 20, per: '30d' } },
        },
      },
      endpoints: {
        'delay-api': {
          minReplicas: 1,
          maxReplicas: 1,
          resources: { cpu: '300m', memory: '1Gi' },
          rollout: {
            steps: [{ setWeight: '50%' }, { pause: '20s' }, { analysis: 'health' }],
            analysis: { health: { metrics: [{ metric: 'error_rate', max: '1%', minSamples: 20, interval: '10s' }] }, ...change.analysis },
          },
        },
      },
    },
  }
  return stringify(document)
}

const commit = (message: string, text: string): string => repository.commit({ 'aifactory.yaml': text }, message)

/** What `aifactory install` makes, with the clock of the data, and one replica that may follow repositories over HTTP. */
function installed(): LiveObject[] {
  const printed = aifactory('install', '--image', inject('image'), '--replicas', '1', '--controller-arg=--git-protocols=http')
  return parseAllDocuments(printed).flatMap((document) => {
    const object = document.toJS() as LiveObject | null
    if (object?.kind !== 'Deployment') return object ?? []
    const container = (object.spec as { template: { spec: { containers: { env: object[] }[] } } }).template.spec.containers[0]
    container?.env.push({ name: 'AIFACTORY_CLOCK_OFFSET_MS', value: String(OFFSET) })
    return object
  })
}

function aifactory(...args: string[]): string {
  const env = { ...process.env, KUBECONFIG: inject('kubeconfig') }
  return execFileSync(process.execPath, ['bin/aifactory.js', ...args], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function controllerIsReady(): Promise<boolean> {
  const found = await objects.all<Resource>({ apiVersion: 'apps/v1', kind: 'Deployment' }, { namespace: 'aifactory-system' })
  return found.some(({ status }) => Number(status?.readyReplicas ?? 0) > 0)
}

beforeAll(async () => {
  root = inject('volume')
  objects = connect()
  for (const object of installed()) await objects.apply(object, { force: true })
  await until('the controller is ready', controllerIsReady, 2 * MINUTES)
  await objects.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, { force: true })
  await objects.apply(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'flights-data' },
      ...{
        spec: {
          capacity: { storage: '10Gi' },
          accessModes: ['ReadWriteMany'],
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: NAMESPACE, name: 'flight-delays-data' },
          hostPath: { path: root, type: 'Directory' },
        },
      },
    },
    { force: true },
  )
  // As whatever brings data there would leave it.
  mkdirSync(join(root, 'workspace'), { recursive: true })
  cpSync(join(EXAMPLE, 'data'), join(root, 'workspace', 'data'), { recursive: true })
  execFileSync('chown', ['-R', '1000:1000', root])
  // As fsGroup leaves a volume: what is made in it belongs to its group, also where the kubelet makes it.
  chmodSync(root, 0o2775)
  repository = new Repository()
  git = await serveGit(dirname(repository.dir))
}, 5 * MINUTES)

afterAll(() => {
  git?.close()
  repository?.remove()
})

it('a commit is checked, trained, evaluated, gated and served', { timeout: 20 * MINUTES }, async () => {
  commit('Start', factory())
  await objects.create(
    factoryOf(NAMESPACE, 'flight-delays', {
      repository: `http://${GATEWAY}:${git?.port}/${basename(repository.dir)}/.git`,
      target: 'cluster',
      interval: '5s',
    }),
  )
  await until('a version serves', async () => (await rollout())?.stable === 1, 15 * MINUTES)
  await until('its server is ready', serverIsReady)
  const runs = await list('TrainingRun')
  expect(runs.map(({ spec, status }) => [spec.kind, status?.phase]).sort()).toEqual([
    ['BuildDataset', 'Succeeded'],
    ['Evaluate', 'Succeeded'],
    ['Train', 'Succeeded'],
    ['ValidateData', 'Succeeded'],
    ['ValidateData', 'Succeeded'],
  ])
  const trained = runs.find(({ spec }) => spec.kind === 'Train')
  expect(trained?.status).toMatchObject({
    attempts: 1,
    tries: [{ reason: 'Succeeded', node: 'aifactory-node' }],
    files: { 'model.onnx': expect.any(String) },
  })
  expect(await versions()).toEqual([{ version: 1, state: 'champion', by: undefined }])
  // Nothing that the engine starts itself was applied beside it.
  expect(await list('CronJob', 'batch/v1')).toEqual([])
})

it('a second commit is rolled out under load, without a failed request', { timeout: 20 * MINUTES }, async () => {
  const traffic = sendTraffic(await inferUrl(), request)
  await until('the endpoint answers', () => (traffic.seen.byVersion[1] ?? 0) > 50)
  expect(traffic.seen.failures).toEqual([])
  commit('Train longer', factory({ epochs: 5 }))
  await until('both versions answer', () => (traffic.seen.byVersion[2] ?? 0) > 0, 12 * MINUTES)
  await until('version 2 serves', async () => matches(await rollout(), { stable: 2, phase: 'Stable' }))
  await sleep(5000)
  traffic.stop()
  expect(traffic.seen.failures).toEqual([])
  expect(traffic.seen).toMatchObject({ failed: 0, byVersion: { 1: expect.any(Number), 2: expect.any(Number) } })
  expect(await versions()).toMatchObject([{ state: 'archived' }, { state: 'champion' }])
})

it('a model that does not pass its gates never serves', { timeout: 20 * MINUTES }, async () => {
  commit('Ask for the impossible', factory({ epochs: 4, gates: { metrics: [{ metric: 'roc_auc', min: 0.999 }] } }))
  await until('version 3 is rejected', () => became(3, 'rejected', 'gates'), 12 * MINUTES)
  expect(await rollout()).toMatchObject({ stable: 2, phase: 'Stable' })
})

it('a version that does badly with live traffic is taken back, under load', { timeout: 20 * MINUTES }, async () => {
  const traffic = sendTraffic(await inferUrl(), request)
  const impossible = { health: { metrics: [{ metric: 'latency_p99', max: '1ms', minSamples: 20, interval: '10s' }] } }
  commit('Ask for answers in a millisecond', factory({ epochs: 6, analysis: impossible }))
  await until('version 4 is taken back', () => became(4, 'rejected', 'live'), 12 * MINUTES)
  await until('version 2 alone answers', async () => matches(await rollout(), { stable: 2, phase: 'RolledBack' }))
  traffic.stop()
  expect(traffic.seen.failures).toEqual([])
  expect(traffic.seen.byVersion[4]).toBeGreaterThan(0)
})

it('a training that no node can take says why, and is made anew once the file asks for less', { timeout: 20 * MINUTES }, async () => {
  const waiting = async () => (await list('TrainingRun')).find(({ spec, status }) => spec.kind === 'Train' && status?.phase === 'Pending')
  commit('Ask for a large machine', factory({ epochs: 2, cpu: '64' }))
  const run = await until('it says what it waits for', async () => {
    const found = await waiting()
    return /^no node takes it \(0 of 1 fit\): 1: too little CPU is free/.test(String(found?.status?.reason)) ? found : undefined
  })
  commit('Ask for less', factory({ epochs: 2 }))
  await until('it is trained', async () =>
    (await list('TrainingRun')).some(({ metadata, status }) => metadata.name === run.metadata.name && status?.phase === 'Succeeded'),
  )
})

it('a control plane that is killed and started again writes nothing anew', { timeout: 5 * MINUTES }, async () => {
  const before = await jobNames()
  kubectl('delete', 'pod', '-n', 'aifactory-system', '--all', '--force', '--grace-period=0')
  await until('another one is ready', controllerIsReady)
  await sleep(20_000)
  expect((await jobNames()).sort()).toEqual(before.sort())
  expect((await list('TrainingRun')).filter(({ status }) => status?.phase !== 'Succeeded')).toEqual([])
  expect(await rollout()).toMatchObject({ stable: 2 })
})

it('a Factory that is deleted leaves nothing of it behind but its data', { timeout: 5 * MINUTES }, async () => {
  await objects.delete({ apiVersion: API_VERSION, kind: 'Factory', metadata: { namespace: NAMESPACE, name: 'flight-delays' } })
  const kinds = [
    ...['Factory', 'TrainingRun', 'ModelVersion', 'Rollout', 'DriftReport'].map((kind) => [kind, API_VERSION] as const),
    ['Deployment', 'apps/v1'],
    ['Job', 'batch/v1'],
    ['Service', 'v1'],
    ['Pod', 'v1'],
  ] as const
  await until('all is gone', async () => {
    const left = await Promise.all(kinds.map(async ([kind, apiVersion]) => (await list(kind, apiVersion)).length))
    return left.every((count) => count === 0)
  })
  const configs = (await list('ConfigMap', 'v1')).map(({ metadata }) => metadata.name)
  expect(configs.filter((name) => name.startsWith('flight-delays'))).toEqual([])
  aifactory('uninstall', '--yes')
  await until('our kinds are gone', () => !kubectl('get', 'customresourcedefinitions', '-o', 'name').includes('aifactory.dev'), MINUTES)
})

const matches = (found: object | undefined, wanted: object): boolean =>
  found !== undefined && Object.entries(wanted).every(([name, value]) => found[name as keyof typeof found] === value)

async function serverIsReady(): Promise<boolean> {
  const deployments = await list('Deployment', 'apps/v1')
  return deployments.some(({ status }) => Number(status?.readyReplicas ?? 0) > 0)
}

async function inferUrl(): Promise<string> {
  const name = 'flight-delays-delay-api'
  const service = await objects.get<{ spec: { clusterIP: string } }>({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: NAMESPACE, name },
  })
  return `http://${service?.spec.clusterIP}/v2/models/late-arrival/infer`
}

const input = (name: string, datatype: string, value: unknown) => ({ name, shape: [1], datatype, data: [value] })
/** A flight that departs now, by the clock of the data. */
const request = () => ({
  parameters: { event_timestamp: new Date(Date.now() + OFFSET).toISOString() },
  inputs: [
    input('carrier', 'BYTES', 'UA'),
    input('origin', 'BYTES', 'EWR'),
    input('dest', 'BYTES', 'IAH'),
    input('distance', 'FP64', 1400),
    input('hour', 'FP64', 12),
    input('flight', 'INT64', 1545),
    input('time_hour', 'BYTES', '2013-06-30T12:00:00Z'),
  ],
})
