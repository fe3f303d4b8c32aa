import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import { type ColumnValues, type FeedData, feedData, type ModelInput, type Predictions, readPredictions } from './feeds.js'
import { readModelManifest } from './manifest-file.js'

export interface Predictor {
  readonly manifest: ModelManifest
  /**
   * Predicts rows given by column, each column `rows` long. Columns that the model does not take are ignored.
   * @throws AIFactoryError AF7316 where a column is missing or does not fit, AF7315 where the output has the wrong shape.
   */
  predict(columns: Readonly<Record<string, ColumnValues>>, rows: number): Promise<Predictions>
  close(): Promise<void>
}

/**
 * Loads DIR/model.json and DIR/model.onnx. `predict` blocks the thread while the model runs.
 * @throws AIFactoryError AF7310 for a bad manifest, AF7311 for a model that ONNX Runtime refuses.
 */
export async function loadPredictor(dir: string, options: { intraOpNumThreads?: number } = {}): Promise<Predictor> {
  const manifest = await readModelManifest(dir)
  const session = await openSession(join(dir, 'model.onnx'), options.intraOpNumThreads ?? availableParallelism())
  const fetches = [manifest.output.name]
  return {
    manifest,
    async predict(columns, rows) {
      if (rows === 0) return readPredictions(manifest, { data: [], dims: [0, manifest.output.columns] }, 0)
      const feeds: Record<string, Tensor> = {}
      for (const input of manifest.inputs) {
        const values = columns[input.name]
        if (!values) throw new AIFactoryError('AF7316', `input ${input.name} is missing`)
        feeds[input.name] = inputTensor(input, feedData(input, values, rows), rows)
      }
      const output = (await session.run(feeds, fetches))[manifest.output.name]
      if (!output) throw new AIFactoryError('AF7315', `the model has no output ${manifest.output.name}`)
      return readPredictions(manifest, output, rows)
    },
    close: () => session.release(),
  }
}

/** Opens a session on a file. @throws AIFactoryError AF7311 */
export async function openSession(path: string, intraOpNumThreads: number): Promise<InferenceSession> {
  try {
    await stat(path)
    return await InferenceSession.create(path, {
      intraOpNumThreads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
    })
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new AIFactoryError('AF7311', missing ? `${path} is missing` : `ONNX Runtime cannot load ${path}`, {
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

/** A tensor of shape [rows, 1]. */
export function inputTensor(input: ModelInput, data: FeedData, rows: number): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, [rows, 1])
  if (data instanceof BigInt64Array) return new Tensor('int64', data, [rows, 1])
  return new Tensor(input.datatype, data, [rows, 1])
}
