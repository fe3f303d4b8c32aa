import { Worker } from 'node:worker_threads'
import { BatchSender } from './batch-channel.js'
import type { BatchMessage, FromWorker, ModelSource, WorkerInit } from './worker-protocol.js'

/** The bundle of worker.ts, which lies beside the server's. */
export const WORKER_URL = new URL('./server-worker.js', import.meta.url)

/** What served-version.ts needs of a thread; tests stand in for it. */
export interface WorkerThread {
  /** Sends a batch after the one before it was answered. */
  post(batch: BatchMessage): void
  /** Ends the thread after what it is doing. */
  stop(): void
}

export interface WorkerEvents {
  message(message: FromWorker): void
  /** The thread is gone, whether it was stopped, failed to load, or crashed. Called once. */
  exit(reason: string | undefined): void
}

export type StartWorker = (source: ModelSource, events: WorkerEvents) => WorkerThread

/** How long a stopped thread may take before it is ended by force. */
const STOP_MS = 5_000

/** Starts threads from the bundle at url. */
export function workerStarter(url: URL): StartWorker {
  return ({ dir, digest }, events) => {
    const channel = new BatchSender((reply) => {
      // What came through the port has its own event.
      if (reply.kind !== 'port') events.message(reply)
    })
    const init: WorkerInit = { dir, digest, memory: channel.memory }
    const worker = new Worker(url, { workerData: init, name: 'model' })
    let reason: string | undefined
    worker.on('message', (message: FromWorker) => events.message(message))
    worker.on('error', (error) => {
      reason = error.message
    })
    worker.on('exit', () => {
      channel.close()
      events.exit(reason)
    })
    return {
      post: (batch) => channel.send(batch, (large) => worker.postMessage(large)),
      stop() {
        channel.stop()
        setTimeout(() => void worker.terminate(), STOP_MS).unref()
      },
    }
  }
}
