import { beforeEach, expect, test } from 'vitest'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import type { InferenceJob } from './inference-job.js'
import { ServedVersion } from './served-version.js'
import type { BatchMessage } from './worker-protocol.js'
import type { WorkerEvents } from './worker-thread.js'

const manifest: ModelManifest = {
  model: 'm',
  task: 'regression',
  inputs: [
    { name: 't', type: 'string', from: 'request', datatype: 'string' },
    { name: 'a', type: 'float64', from: 'request', datatype: 'float32' },
    { name: 'b', type: 'float64', from: 'request', datatype: 'float32' },
  ],
  output: { name: 'p', columns: 1 },
  trainer: { runtime: 'fixture' },
}

/** A thread that does what the test says. */
class FakeThread {
  readonly batches: BatchMessage[] = []
  stopped = false
  constructor(readonly events: WorkerEvents) {}
  post = (batch: BatchMessage) => void this.batches.push(batch)
  stop = () => {
    this.stopped = true
  }
  ready = () => this.events.message({ kind: 'ready', manifest, outputType: 'float32' })
  answer = () => this.events.message({ kind: 'answer', answer: { values: Float64Array.from(this.batches.at(-1)?.numbers ?? []) } })
}

class FakeJob implements InferenceJob {
  cancelled = false
  alone = false
  crashes = 0
  readonly rows: number
  readonly heard: string[] = []
  constructor(
    readonly numbers: number[],
    readonly texts: string[],
  ) {
    this.rows = texts.length
  }
  answered = (answer: { values: Float64Array }, offset: number) =>
    void this.heard.push(`answer ${answer.values.slice(offset, offset + this.rows)}`)
  failed = (message: string) => void this.heard.push(`failed ${message}`)
}
const job = (...values: number[]) => new FakeJob([...values, ...values.map((value) => -value)], values.map(String))

let threads: FakeThread[]
let callbacks: (() => void)[]
let states: string[]
/** Runs what was put off, until nothing is. */
const settle = () => {
  for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) callback()
}
beforeEach(() => {
  threads = []
  callbacks = []
  states = []
})

function load(count = 1): ServedVersion {
  const version: ServedVersion = new ServedVersion({
    version: 1,
    digest: 'd',
    dir: '/m',
    threads: count,
    limits: { maxBatchSize: 8, maxDelayMs: 0 },
    timer: { now: () => 0, soon: (callback) => void callbacks.push(callback), after: (_, callback) => void callbacks.push(callback) },
    startWorker: (_, events) => {
      const thread = new FakeThread(events)
      threads.push(thread)
      return thread
    },
    changed: () => void states.push(version.state),
  })
  return version
}
const thread = (at = 0): FakeThread => threads[at] ?? expect.fail(`thread ${at} was not started`)

test('is ready when all threads are, and puts requests together column by column', () => {
  const version = load(2)
  thread(0).ready()
  expect(version.state).toBe('loading')
  thread(1).ready()
  expect(version.state).toBe('ready')
  const jobs = [job(1, 2), job(3)]
  for (const each of jobs) version.submit(each)
  settle()
  expect(thread(0).batches).toEqual([{ rows: 3, numbers: Float64Array.of(1, 2, 3, -1, -2, -3), texts: ['1', '2', '3'] }])
  thread(0).answer()
  expect(jobs.map(({ heard }) => heard)).toEqual([['answer 1,2'], ['answer 3']])
})

test('requests that failed together run again alone, so that only the bad one fails', () => {
  const version = load()
  thread().ready()
  const jobs = [job(1), job(2)]
  for (const each of jobs) version.submit(each)
  settle()
  thread().events.message({ kind: 'error', message: 'bad value' })
  settle()
  thread().answer()
  settle()
  thread().events.message({ kind: 'error', message: 'bad value' })
  expect(thread().batches.map(({ rows }) => rows)).toEqual([2, 1, 1])
  expect(jobs.map(({ heard }) => heard)).toEqual([['answer 1'], ['failed bad value']])
})

test('when a thread dies its requests run once more in the next one, and fail when that dies too', () => {
  const version = load()
  thread().ready()
  const lost = job(1)
  version.submit(lost)
  settle()
  thread(0).events.exit('killed')
  expect(version.state).toBe('loading')
  settle()
  thread(1).ready()
  settle()
  expect(version.state).toBe('ready')
  expect(thread(1).batches).toHaveLength(1)
  thread(1).events.exit('killed')
  expect(lost.heard).toEqual(['failed the model stopped while it ran this request'])
  settle()
  thread(2).ready()
  expect(states).toEqual(['ready', 'loading', 'ready', 'loading', 'ready'])
})

test('draining waits for what is under way and what waits, then ends the threads', async () => {
  const version = load()
  thread().ready()
  const jobs = [job(1), job(2)]
  for (const each of jobs) {
    version.submit(each)
    settle()
  }
  version.drain()
  expect(thread().stopped).toBe(false)
  thread().answer()
  thread().answer()
  settle()
  expect(thread().stopped).toBe(true)
  thread().events.exit(undefined)
  await version.ended
  expect(jobs.map(({ heard }) => heard.length)).toEqual([1, 1])
})

test('a model that cannot be loaded is failed, with the reason', async () => {
  const version = load()
  const waiting = job(1)
  version.submit(waiting)
  thread().events.message({ kind: 'failed', message: 'another digest' })
  thread().events.exit(undefined)
  await version.ended
  expect(version).toMatchObject({ state: 'failed', error: 'another digest' })
  expect(waiting.heard).toEqual(['failed another digest'])
})

test('a request that nobody waits for any more is not heard of', () => {
  const version = load()
  thread().ready()
  const gone = job(1)
  version.submit(gone)
  settle()
  gone.cancelled = true
  thread().answer()
  expect(gone.heard).toEqual([])
})
