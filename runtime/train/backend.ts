import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { TfjsTrainerParameters } from '../../schema/generated/jobs.js'

type Wanted = TfjsTrainerParameters['backend']

/** Packages that are not installed with this one: they load a native TensorFlow, as a GPU image has it. */
const NATIVE = { gpu: '@tensorflow/tfjs-node-gpu', node: '@tensorflow/tfjs-node' } as const

/**
 * Makes tfjs compute with the wanted backend and says which one it is: gpu, node, wasm or cpu. auto tries them in this order.
 * @throws AIFactoryError AF7325 where the wanted one is not installed or does not start.
 */
export async function useBackend(wanted: Wanted, log: (message: string) => void): Promise<string> {
  tf.env().set('PROD', true)
  const order = wanted === 'auto' ? (['gpu', 'node', 'wasm', 'cpu'] as const) : [wanted]
  let reason = ''
  for (const name of order) {
    try {
      await START[name]()
      return name
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
      if (name === 'wasm') log(`the WebAssembly backend does not start: ${reason}`)
    }
  }
  const native = wanted === 'gpu' || wanted === 'node'
  throw new AIFactoryError('AF7325', `the backend ${wanted} is not available`, {
    hint: native ? `Install ${NATIVE[wanted]} where the job runs, or take backend: auto.` : 'Take backend: auto.',
    detail: reason.split('\n')[0],
  })
}

const START = {
  gpu: () => startNative(NATIVE.gpu),
  node: () => startNative(NATIVE.node),
  async wasm() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    // Its threads need a worker started from a blob URL, which Node refuses; SIMD is found by itself.
    setWasmPaths(join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), '/'))
    await start('wasm')
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu')
    await start('cpu')
  },
} as const

async function startNative(name: string): Promise<void> {
  await import(name)
  await start('tensorflow')
}

async function start(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start ${backend}`)
  await tf.ready()
}
