import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import { readPredictions } from '../model/feeds.js'
import { readModelManifest } from '../model/manifest-file.js'
import { BatchFeeds } from './batch-feeds.js'
import type { Answer, BatchMessage, ModelSource, OutputType } from './worker-protocol.js'

/** Batches up to this many rows keep their tensors for the next batch of the same size. */
const KEPT_SIZES = 128

export interface ServedSession {
  readonly manifest: ModelManifest
  readonly outputType: OutputType
  /** One batch at a time: tensors are used again. @throws Error of ONNX Runtime, AIFactoryError AF7315 for an output of the wrong shape. */
  predict(batch: BatchMessage): Promise<Answer>
  release(): Promise<void>
}

/**
 * Loads a model whose digest is known, and predicts one row of missing values, so that a model that cannot run is refused
 * before it gets traffic and the first caller does not wait for its warm-up.
 * The bytes that are hashed are the bytes that are loaded.
 * @throws AIFactoryError AF8120 where the digest differs, AF7310 for a bad manifest, AF7311 for a model that ONNX Runtime refuses.
 */
export async function loadServedModel({ dir, digest }: ModelSource): Promise<ServedSession> {
  const manifest = await readModelManifest(dir)
  const session = await openVerified(join(dir, 'model.onnx'), digest)
  const fetches = [manifest.output.name]
  const kept = new Map<number, BatchFeeds>()

  async function predict(batch: BatchMessage): Promise<Answer> {
    let feeds = kept.get(batch.rows)
    if (!feeds) {
      feeds = new BatchFeeds(manifest, batch.rows)
      if (batch.rows <= KEPT_SIZES) kept.set(batch.rows, feeds)
    }
    feeds.fill(batch)
    const output = (await session.run(feeds.tensors, fetches))[manifest.output.name]
    if (!output) throw new AIFactoryError('AF7315', `the model has no output ${manifest.output.name}`)
    return readPredictions(manifest, output, batch.rows)
  }

  await predict(missingRow(manifest))
  const output = session.outputMetadata.find((found) => found.name === manifest.output.name)
  return {
    manifest,
    outputType: output?.isTensor && output.type === 'float32' ? 'float32' : 'float64',
    predict,
    release: () => session.release(),
  }
}

async function openVerified(path: string, digest: string): Promise<InferenceSession> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new AIFactoryError('AF7311', `${path} cannot be read`, { detail: String(error), retryable: true })
  })
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== digest) {
    throw new AIFactoryError('AF8120', `${path} has the sha256 ${found}, not ${digest}: it is not the version that was registered`)
  }
  return await InferenceSession.create(bytes, {
    // One thread for each worker: parallel requests scale better than parallel operators on small models.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  })
}

function missingRow(manifest: ModelManifest): BatchMessage {
  const numeric = manifest.inputs.filter((input) => input.datatype !== 'string')
  return {
    rows: 1,
    numbers: Float64Array.from(numeric, (input) => (input.datatype === 'int64' ? 0 : Number.NaN)),
    texts: manifest.inputs.filter((input) => input.datatype === 'string').map(() => ''),
  }
}
