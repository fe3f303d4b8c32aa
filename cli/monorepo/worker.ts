import { parentPort, workerData } from 'node:worker_threads'
import { takeTurns, type WorkerInput } from './run-tasks.js'

/** A thread that compiles factories of a large repository. */
await takeTurns(workerData as WorkerInput, (message) => {
  const { rendered } = message.result
  parentPort?.postMessage(message, rendered ? [rendered.buffer] : [])
})
