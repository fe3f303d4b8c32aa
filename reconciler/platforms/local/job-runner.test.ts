import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ArtifactStore } from '../../../schema/artifact-store.js'
import type { JobRecord } from '../../store/store.js'
import { Store } from '../../store/store.js'
import { checkJob, datasetJob, type JobStep, trainJob } from '../../testing/job-request.js'
import type { JobProgress, JobRequest } from '../platform.js'
import { JobRunner } from './job-runner.js'

const program = fileURLToPath(new URL('../../testing/programs/job.mjs', import.meta.url))

let folder: string
let store: Store
let artifacts: ArtifactStore
let runner: JobRunner
let seen: JobProgress[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aifactory-jobs-'))
  store = new Store(join(folder, 'state.db'))
  artifacts = new ArtifactStore(join(folder, 'artifacts'))
  runner = start()
  seen = []
})
afterEach(async () => {
  await runner.close()
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = (jobProgram = program): JobRunner => new JobRunner({ store, artifacts, work: join(folder, 'work'), program: jobProgram })
const path = (name: string): string => join(folder, name)
const timesRun = (): number => (existsSync(path('runs')) ? readFileSync(path('runs'), 'utf8').split('\n').length - 1 : 0)
/** Counts how often the job really runs. */
const counted = (...steps: JobStep[]): JobStep[] => [{ count: path('runs') }, ...steps]
const run = (request: JobRequest, onProgress: (progress: JobProgress) => void = () => {}): Promise<JobRecord> =>
  runner.run(request, (progress) => {
    seen.push(progress)
    onProgress(progress)
  })
const content = (record: JobRecord, file: string): string => readFileSync(join(artifacts.dir(record.artifact ?? ''), file), 'utf8')

describe('a job', () => {
  it('gives its result and keeps what it wrote, under the digest of it', async () => {
    const record = await run(datasetJob(counted({ write: 'deep/train.parquet', content: 'rows' })))
    expect(record).toMatchObject({ state: 'succeeded', attempts: 1, result: { kind: 'BuildDataset' } })
    expect(content(record, 'deep/train.parquet')).toBe('rows')
    expect(existsSync(join(artifacts.dir(record.artifact ?? ''), 'result.json'))).toBe(false)
    expect(existsSync(path('work/dddddddddddddddddddddddddddddddd'))).toBe(false)
    expect(store.job(record.key)).toEqual(record)
  })

  it('tells how far it is', async () => {
    await run(datasetJob([{ tell: { done: 3, total: 4, unit: 'rows' } }, { log: 'not shown' }]))
    expect(seen.map(({ state, done }) => [state, done])).toEqual([
      ['started', undefined],
      ['running', 3],
      ['succeeded', undefined],
    ])
  })

  it('whose folder is of no use leaves its result alone', async () => {
    const record = await run(checkJob([{ write: 'report', content: 'x' }]))
    expect(record).toMatchObject({ state: 'succeeded', artifact: undefined })
    expect(existsSync(path('artifacts'))).toBe(false)
  })

  it('runs once for a key', async () => {
    const first = await run(datasetJob(counted({ write: 'a', content: '1' })))
    expect(await run(datasetJob(counted({ write: 'a', content: '2' })))).toEqual(first)
    expect([timesRun(), seen.at(-1)?.state]).toEqual([1, 'cached'])
  })

  it('runs once for a key that is asked for twice at a time', async () => {
    const job = datasetJob(counted())
    const [first, second] = await Promise.all([run(job), run(job)])
    expect(second).toBe(first)
    expect(timesRun()).toBe(1)
  })

  it('runs again where what it wrote is gone', async () => {
    const first = await run(datasetJob(counted({ write: 'a', content: '1' })))
    rmSync(artifacts.dir(first.artifact ?? ''), { recursive: true })
    expect((await run(datasetJob(counted({ write: 'a', content: '1' })))).artifact).toBe(first.artifact)
    expect(timesRun()).toBe(2)
  })

  it('runs again where it was cut off', async () => {
    store.putJob({ key: 'd'.repeat(64), kind: 'BuildDataset', subject: 'rides', state: 'running', attempts: 1, startedAt: 0 })
    expect((await run(datasetJob(counted()))).state).toBe('succeeded')
    expect(timesRun()).toBe(1)
  })

  it('starts from an empty folder', async () => {
    const failing = datasetJob([{ write: 'half', content: 'x' }, { fail: { code: 'AF7200', message: 'no' } }])
    expect((await run(failing)).state).toBe('failed')
    const record = await run(datasetJob([{ write: 'whole', content: 'x' }]))
    expect(existsSync(join(artifacts.dir(record.artifact ?? ''), 'half'))).toBe(false)
  })
})

describe('a failure', () => {
  const broken = { code: 'AF7200', message: 'broken', hint: 'Mend it.', detail: 'row 3' }

  it('is told as the job told it, and is not tried again', async () => {
    const record = await run(datasetJob(counted({ fail: broken }), { retries: 3 }))
    expect(record).toMatchObject({ state: 'failed', attempts: 1, error: broken })
    expect([timesRun(), seen.at(-1)]).toMatchObject([1, { state: 'failed', message: 'broken' }])
  })

  it('is no outcome to keep: asked for again, the job runs again', async () => {
    await run(datasetJob(counted({ fail: broken })))
    expect((await run(datasetJob(counted()))).state).toBe('succeeded')
  })

  const luck = (times: number) => counted({ failFirst: times, in: path('tries'), with: { ...broken, retryable: true } })
  it.each([
    [1, 1, 'succeeded', 2],
    [2, 2, 'succeeded', 3],
    [2, 1, 'failed', 2],
    [1, 0, 'failed', 1],
  ])('that may pass, %i times with %i retries: %s', async (times, retries, state, attempts) => {
    expect(await run(datasetJob(luck(times), { retries }))).toMatchObject({ state, attempts })
    expect(timesRun()).toBe(attempts)
  })

  it('of its process is told with the last words', async () => {
    const record = await run(datasetJob([{ say: 'out of heap' }, { exit: 7 }]))
    expect(record.error).toMatchObject({ code: 'AF8016', message: expect.stringContaining('exit status 7'), detail: 'out of heap' })
  })

  it('to write a result is one that may pass', async () => {
    const record = await run(datasetJob(counted({ silent: true }), { retries: 1 }))
    expect(record).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'AF8017' } })
  })

  it('to write a whole result, too', async () => {
    const record = await run(datasetJob(counted({ write: 'result.json', content: '{"kind":' }, { silent: true }), { retries: 1 }))
    expect(record).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'AF8017' } })
  })

  it('of a program that is not there is told', async () => {
    runner = start(path('missing.mjs'))
    expect((await run(datasetJob([]))).error).toMatchObject({ code: 'AF8016', detail: expect.stringContaining('missing.mjs') })
  })
})

describe.each([
  ['a shared process', datasetJob],
  ['a process of its own', trainJob],
] as const)('%s', (_, job) => {
  /** Kills the process of a job that says that it is there. */
  const killOnce = () => {
    let killed = false
    return ({ state, message }: JobProgress): void => {
      if (state !== 'running' || killed) return
      killed = true
      process.kill(Number(message), 'SIGKILL')
    }
  }

  it('that is killed in the midst of it is followed by another, which succeeds', async () => {
    const kill = killOnce()
    const steps = counted({ tell: {} }, { await: path('go') }, { write: 'a', content: '1' })
    const record = await run(job(steps, { retries: 1 }), (progress) => {
      // The second try may go on to the end.
      if (progress.state === 'running' && timesRun() === 2) writeFileSync(path('go'), '')
      kill(progress)
    })
    expect(record).toMatchObject({ state: 'succeeded', attempts: 2 })
    expect([timesRun(), content(record, 'a')]).toEqual([2, '1'])
  })

  it('that is killed leaves nothing half-written behind', async () => {
    const record = await run(job([{ write: 'half', content: 'x' }, { tell: {} }, { await: path('never') }]), killOnce())
    expect(record).toMatchObject({ state: 'failed', error: { code: 'AF8016', message: expect.stringContaining('killed') } })
    expect(existsSync(path('artifacts'))).toBe(false)
  })

  it('that takes too long is ended, and the next one does not suffer from it', async () => {
    const late = await run(job(counted({ await: path('never') }), { retries: 1, timeoutMs: 400 }))
    expect(late).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'AF8015' } })
    expect(await run(job([{ write: 'a', content: '1' }]))).toMatchObject({ state: 'succeeded', attempts: 1 })
  })

  it('is ended with the runner, and its job is taken up by the next', async () => {
    const steps = counted({ tell: {} }, { await: path('go') }, { write: 'a', content: '1' })
    const { promise, resolve } = pending()
    let settled = false
    void run(job(steps), ({ state }) => (state === 'running' ? resolve() : undefined)).then(() => {
      settled = true
    })
    await promise
    void runner.close()
    writeFileSync(path('go'), '')
    expect(store.job(job([]).key)?.state).toBe('running')
    runner = start()
    expect(await run(job(steps))).toMatchObject({ state: 'succeeded' })
    expect([settled, timesRun()]).toEqual([false, 2])
  })
})

function pending(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

describe('processes', () => {
  const pidOf = async (request: JobRequest): Promise<string | undefined> => {
    let pid: string | undefined
    await run(request, ({ state, message }) => {
      if (state === 'running') pid = message
    })
    return pid
  }

  it('are shared by short jobs and not by training', async () => {
    const keys = ['1', '2'].map((digit) => digit.repeat(64))
    const short = [await pidOf(checkJob([{ tell: {} }], { key: keys[0] })), await pidOf(datasetJob([{ tell: {} }], { key: keys[1] }))]
    expect(short[0]).toBe(short[1])
    expect(await pidOf(trainJob([{ tell: {} }]))).not.toBe(short[0])
  })

  it('that died while idle are replaced', async () => {
    const first = await pidOf(checkJob([{ tell: {} }]))
    process.kill(Number(first), 'SIGKILL')
    expect(await run(datasetJob([{ tell: {} }], { retries: 1 }))).toMatchObject({ state: 'succeeded' })
  })

  it('find their checkpoints again after they were killed', async () => {
    const steps: JobStep[] = [
      { resumed: 'epoch-1' },
      { checkpoint: 'epoch-1' },
      { failFirst: 1, in: path('tries'), with: { code: 'AF8016', message: 'x', retryable: true } },
    ]
    expect(content(await run(trainJob(steps, { retries: 1 })), 'resumed')).toBe('true')
  })
})
