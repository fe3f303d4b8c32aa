import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { BatchReceiver } from './batch-channel.js'
import { loadServedModel, type ServedSession } from './served-session.js'
import type { BatchMessage, FromWorker, WorkerInit } from './worker-protocol.js'

/** The event loop gets a turn this often while no batch comes. */
const IDLE_MS = 1000

/**
 * The thread in which one version of a model runs: onnxruntime's run() blocks the thread that calls it. It loads the model, then
 * answers one batch after another. It ends by itself after 'stop', once the session is released.
 */
const port = parentPort
if (!port) throw new Error('worker.ts runs only as a worker thread')
const send = (message: FromWorker): void => port.postMessage(message)
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function serve(session: ServedSession, channel: BatchReceiver): Promise<void> {
  send({ kind: 'ready', manifest: session.manifest, outputType: session.outputType })
  for (;;) {
    const command = channel.wait(IDLE_MS)
    if (command === 'stop') return session.release()
    if (command === 'none') {
      await turn()
      continue
    }
    try {
      const batch = command === 'batch' ? channel.read() : fromPort()
      channel.answer(await session.predict(batch), (answer) => send({ kind: 'answer', answer }))
    } catch (error) {
      channel.error(messageOf(error))
    }
  }
}

function fromPort(): BatchMessage {
  const received = port && receiveMessageOnPort(port)
  if (!received) throw new Error('the batch is not in the port')
  return received.message as BatchMessage
}

try {
  const init = workerData as WorkerInit
  await serve(await loadServedModel(init), new BatchReceiver(init.memory))
} catch (error) {
  send({ kind: 'failed', message: messageOf(error) })
}
port.close()
