import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batcher, type BatchJob, type BatchTimer } from './batcher.js'

interface Job extends BatchJob {
  name: string
  cancelled: boolean
  alone: boolean
}
const job = (name: string, rows = 1): Job => ({ name, rows, cancelled: false, alone: false })

/** A clock that stands still until it is told, and callbacks that run when they are due. */
class FakeTimer implements BatchTimer {
  time = 0
  #due: { at: number; callback: () => void }[] = []
  now = () => this.time
  soon = (callback: () => void) => void this.#due.push({ at: this.time, callback })
  after = (delay: number, callback: () => void) => void this.#due.push({ at: this.time + delay, callback })
  advance(ms: number): void {
    this.time += ms
    for (let due = this.#take(); due; due = this.#take()) due()
  }
  #take(): (() => void) | undefined {
    const at = this.#due.findIndex((each) => each.at <= this.time)
    return at < 0 ? undefined : this.#due.splice(at, 1)[0]?.callback
  }
}

function setUp(maxBatchSize: number, maxDelayMs: number) {
  const timer = new FakeTimer()
  const runs: string[] = []
  const batcher = new Batcher<Job, string>({ maxBatchSize, maxDelayMs }, timer, (worker, jobs, rows) => {
    expect(rows).toBe(jobs.reduce((sum, each) => sum + each.rows, 0))
    runs.push(`${worker}:${jobs.map(({ name }) => name).join('')}`)
  })
  return { timer, runs, batcher }
}

test('takes together what came in one turn, and what came while the worker was busy', () => {
  const { timer, runs, batcher } = setUp(4, 0)
  batcher.free('w')
  for (const name of 'ab') batcher.submit(job(name))
  expect(runs).toEqual([])
  timer.advance(0)
  for (const name of 'cdefg') batcher.submit(job(name))
  timer.advance(100)
  expect(runs).toEqual(['w:ab'])
  batcher.free('w')
  batcher.free('x')
  expect(runs).toEqual(['w:ab', 'w:cdef', 'x:g'])
  expect(batcher.waitingRows).toBe(0)
})

test('waits for more rows up to the delay, or until the batch is full', () => {
  const { timer, runs, batcher } = setUp(3, 5)
  batcher.free('w')
  batcher.submit(job('a'))
  timer.advance(4)
  batcher.submit(job('b'))
  timer.advance(0.5)
  expect(runs).toEqual([])
  timer.advance(0.5)
  expect(runs).toEqual(['w:ab'])
  batcher.free('w')
  for (const name of 'cde') batcher.submit(job(name))
  timer.advance(0)
  expect(runs).toEqual(['w:ab', 'w:cde'])
})

test('never splits a request, and lets one that is too large run alone', () => {
  const { timer, runs, batcher } = setUp(4, 0)
  for (const each of [job('a', 3), job('b', 2), job('c', 9), job('d', 1)]) batcher.submit(each)
  for (const worker of 'wxyz') batcher.free(worker)
  timer.advance(0)
  expect(runs).toEqual(['w:a', 'x:b', 'y:c', 'z:d'])
})

test('drops what was cancelled, and runs suspects alone', () => {
  const { timer, runs, batcher } = setUp(8, 0)
  const jobs = [...'abcdef'].map((name) => job(name))
  for (const each of jobs) batcher.submit(each)
  for (const at of [0, 2]) Object.assign(jobs[at] ?? {}, { cancelled: true })
  Object.assign(jobs[3] ?? {}, { alone: true })
  for (const worker of 'wxy') batcher.free(worker)
  timer.advance(0)
  expect(runs).toEqual(['w:b', 'x:d', 'y:ef'])
  expect(batcher.waitingRows).toBe(0)
})

test('a worker that is gone gets nothing', () => {
  const { timer, runs, batcher } = setUp(8, 0)
  batcher.free('w')
  batcher.remove('w')
  batcher.submit(job('a'))
  timer.advance(0)
  expect(runs).toEqual([])
  expect(batcher.takeAll().map(({ name }) => name)).toEqual(['a'])
})

test('whatever happens, each job runs once, in order, in batches that are no larger than allowed', () => {
  const step = fc.oneof(
    fc.record({ submit: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ advance: fc.integer({ min: 0, max: 20 }) }),
    fc.constant({ finish: true } as const),
  )
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 10 }),
      (steps, size, delay) => {
        const timer = new FakeTimer()
        const busy: string[] = []
        const ran: number[] = []
        const batcher = new Batcher<Job, string>({ maxBatchSize: size, maxDelayMs: delay }, timer, (worker, jobs, rows) => {
          expect(jobs.length === 1 || rows <= size).toBe(true)
          busy.push(worker)
          ran.push(...jobs.map(({ name }) => Number(name)))
        })
        for (const worker of ['w', 'x']) batcher.free(worker)
        let submitted = 0
        const finish = (): void => {
          const worker = busy.shift()
          if (worker !== undefined) batcher.free(worker)
        }
        for (const each of steps) {
          if ('submit' in each) batcher.submit(job(String(submitted++), each.submit))
          else if ('advance' in each) timer.advance(each.advance)
          else finish()
        }
        for (let i = 0; i <= submitted; i++) {
          finish()
          timer.advance(delay)
        }
        expect(ran).toEqual(Array.from({ length: submitted }, (_, i) => i))
      },
    ),
  )
})
