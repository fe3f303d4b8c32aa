import { beforeEach, describe, expect, it } from 'vitest'
import type { TrainingRunResource } from '../../../schema/crds/training-run.js'
import { Store } from '../../store/store.js'
import { factoryOf, modelOf } from '../../testing/factory-fixture.js'
import { FakeCluster, type PodEnd } from '../../testing/fake-cluster.js'
import { FakeMachine } from '../../testing/fake-platform.js'
import { checkJob, datasetJob, trainJob } from '../../testing/job-request.js'
import type { JobProgress } from '../platform.js'
import { ClusterJobs } from './cluster-jobs.js'

let cluster: FakeCluster
let store: Store
let barriers: number
let factory = factoryOf()
const started = (): ClusterJobs =>
  new ClusterJobs({
    api: cluster,
    store,
    factory: () => factory,
    factoryName: 'rides',
    barrier: async () => void barriers++,
    code: () => undefined,
    now: () => 0,
    wait: async () => {},
  })
const run = (request = datasetJob([]), seen: JobProgress[] = []) => started().run(request, (progress) => seen.push(progress))
const kinds = (kind: string) => [...cluster.objects.values()].filter((object) => object.kind === kind)
const record = () => kinds('TrainingRun')[0] as unknown as TrainingRunResource

beforeEach(() => {
  cluster = new FakeCluster(new FakeMachine())
  store = new Store(':memory:')
  barriers = 0
  factory = factoryOf()
})

it('a job runs once for its key, is recorded, and answers from its record', async () => {
  const first = await run()
  expect(first).toMatchObject({ state: 'succeeded', attempts: 1, artifact: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(barriers).toBe(1)
  expect(record()).toMatchObject({
    spec: { key: 'd'.repeat(64), kind: 'BuildDataset' },
    status: { phase: 'Succeeded', attempts: 1, artifact: first.artifact },
  })
  const seen: JobProgress[] = []
  expect(await run(datasetJob([]), seen)).toEqual(first)
  expect(seen.map(({ state }) => state)).toEqual(['cached'])
  expect(kinds('Job')).toHaveLength(1)
})

it('a control plane that comes after a crash goes on with the job that is there', async () => {
  cluster.ends.push({ kind: 'pending', message: '0/1 nodes are available: 1 Insufficient cpu.' })
  const before = started()
  const seen: JobProgress[] = []
  void before.run(trainJob([]), (progress) => {
    seen.push(progress)
    if (progress.message) before.close()
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(record().status).toMatchObject({ phase: 'Pending', reason: 'no node takes it (0 of 1 fit): 1: too little CPU is free' })
  expect(await run(trainJob([]))).toMatchObject({ state: 'succeeded' })
  expect(kinds('Job')).toHaveLength(1)
})

it('a try that has not begun is made anew where the file asks for other resources, and no other is', async () => {
  const asking = (cpu: string) => factoryOf({ models: [modelOf({ trainer: { ...modelOf().trainer, resources: { cpu } } as never })] })
  factory = asking('64')
  const pending = { kind: 'pending', message: '0/1 nodes are available: 1 Insufficient cpu.' } as const
  cluster.ends.push(pending, pending)
  const done = await run(trainJob([]), {
    push: ({ message }: JobProgress) => {
      if (message) factory = asking('1')
    },
  } as unknown as JobProgress[])
  expect(done).toMatchObject({ state: 'succeeded', attempts: 2 })
  expect(record().status?.tries?.map(({ reason }) => reason)).toEqual(['Stopped', 'Succeeded'])
  expect(kinds('Job').map(({ metadata }) => metadata.name.at(-1))).toEqual(['2'])
})

it('what is measured again and again leaves no record', async () => {
  const { spec } = checkJob([])
  const source = spec.kind === 'ValidateData' ? [spec.source] : []
  const request = { ...checkJob([]), spec: { kind: 'Fingerprint', baseDir: '/w', sources: source, memory: '/m' } as const }
  expect(await run(request)).toMatchObject({ state: 'succeeded', result: { fingerprints: { trips: expect.any(String) } } })
  expect(kinds('TrainingRun')).toHaveLength(0)
})

describe('a try ends', () => {
  it.each<[string, PodEnd[], number, string, string[], string | undefined]>([
    ['for lack of memory', [{ kind: 'oom' }], 3, 'failed', ['OutOfMemory'], 'AF8016'],
    ['by its own fault', [{ kind: 'exit', code: 1, message: 'Traceback' }], 3, 'failed', ['UserCode'], 'AF8017'],
    [
      'as its node goes, and is made again',
      [{ kind: 'node-lost' }, { kind: 'node-lost' }],
      0,
      'succeeded',
      ['Preempted', 'Preempted', 'Succeeded'],
      undefined,
    ],
    ['for a reason of the cluster', [{ kind: 'exit', code: 128 }], 0, 'succeeded', ['Infrastructure', 'Succeeded'], undefined],
    ['too late, with tries left', [{ kind: 'deadline' }], 1, 'succeeded', ['Deadline', 'Succeeded'], undefined],
    ['too late, with none left', [{ kind: 'deadline' }], 0, 'failed', ['Deadline'], 'AF8015'],
    ['well, but its log is lost: the volume knows', [{ kind: 'silent' }], 0, 'succeeded', ['Infrastructure', 'Succeeded'], undefined],
  ])('%s', async (_, ends, retries, state, reasons, code) => {
    cluster.ends.push(...ends)
    const done = await run(trainJob([], { retries }))
    expect(done).toMatchObject({ state, attempts: reasons.length })
    expect(done.error?.code).toBe(code)
    expect(record().status?.tries?.map(({ reason }) => reason)).toEqual(reasons)
    expect(kinds('Job').map(({ metadata }) => metadata.name.at(-1))).toEqual(reasons.map((_reason, index) => String(index + 1)))
    expect(cluster.machine.ran.length).toBeLessThanOrEqual(1)
  })
})

it('what failed for good begins anew when it is asked for again, under another number', async () => {
  cluster.ends.push({ kind: 'oom' })
  expect(await run(trainJob([]))).toMatchObject({ state: 'failed' })
  expect(await run(trainJob([]))).toMatchObject({ state: 'succeeded', attempts: 1 })
  expect(kinds('Job').map(({ metadata }) => metadata.name.at(-1))).toEqual(['1', '2'])
})
