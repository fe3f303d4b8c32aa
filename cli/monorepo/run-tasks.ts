import { availableParallelism } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { runTask, type Task, type TaskResult } from './factory-task.js'

/** A thread starts in about the time in which this many factories are compiled. */
const WORTH_A_THREAD = 30

export const WORKER_URL = new URL('./factory-worker.js', import.meta.url)

/** What a worker is started with. */
export interface WorkerInput {
  readonly task: Task
  readonly paths: readonly string[]
  /** The index of the factory that is taken next, by whichever thread is free. */
  readonly next: SharedArrayBuffer
}

export interface WorkerMessage {
  readonly index: number
  readonly result: TaskResult
}

/** Threads, this one included: no more than cores, and only those that pay. */
export function threadsFor(count: number, most: number = availableParallelism()): number {
  return Math.max(1, Math.min(most, Math.ceil(count / WORTH_A_THREAD)))
}

/**
 * Does a task for many factories, in this thread and in others, and hands each result over in the order of the paths, as
 * soon as those before it are there. Waits while a result is used, so that what is rendered does not pile up.
 */
export async function runTasks(
  task: Task,
  paths: readonly string[],
  use: (result: TaskResult) => void,
  threads = threadsFor(paths.length),
): Promise<void> {
  const next = new SharedArrayBuffer(4)
  const waiting = new Map<number, TaskResult>()
  let used = 0
  const take = ({ index, result }: WorkerMessage) => {
    waiting.set(index, result)
    for (let ready = waiting.get(used); ready !== undefined; ready = waiting.get(used)) {
      waiting.delete(used)
      used++
      use(ready)
    }
  }
  const others = Array.from({ length: threads - 1 }, () => startWorker({ task, paths, next }, take))
  await takeTurns({ task, paths, next }, async (message) => {
    take(message)
    // Lets the messages of the other threads in.
    if (others.length > 0) await turn()
  })
  await Promise.all(others)
  // What a thread had taken when it ended.
  for (let index = used; index < paths.length; index++) {
    if (!waiting.has(index) && used <= index) take({ index, result: await runTask(task, paths[index] ?? '') })
  }
}

/** Takes one factory after another until none is left. */
export async function takeTurns({ task, paths, next }: WorkerInput, done: (message: WorkerMessage) => Promise<void> | void): Promise<void> {
  const counter = new Int32Array(next)
  for (;;) {
    const index = Atomics.add(counter, 0, 1)
    const path = paths[index]
    if (path === undefined) return
    await done({ index, result: await runTask(task, path) })
  }
}

/** A thread that could not be started, or ended early, leaves its share to the others. */
function startWorker(input: WorkerInput, take: (message: WorkerMessage) => void): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker(WORKER_URL, { workerData: input })
    worker.on('message', take)
    worker.on('error', () => resolve())
    worker.on('exit', () => resolve())
  })
}
