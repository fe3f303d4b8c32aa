import { join } from 'node:path'
import type { InferenceSession } from 'onnxruntime-node'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import { feedData, readPredictions } from './feeds.js'
import { inputTensor, openSession } from './load-predictor.js'

/**
 * Checks that DIR/model.onnx is what its manifest says: the inputs and the output exist, their types and shapes agree, and one
 * row with every value missing is predicted (int64 inputs, which have no missing value, get 0).
 * @throws AIFactoryError AF7311 unreadable, AF7312 an input that one side lacks, AF7313 another type or shape, AF7314 the row fails,
 *   AF7315 an output missing or of the wrong shape.
 */
export async function checkModel(dir: string, manifest: ModelManifest): Promise<void> {
  const session = await openSession(join(dir, 'model.onnx'), 1)
  try {
    checkInputs(session, manifest)
    if (!session.outputNames.includes(manifest.output.name)) {
      throw new AIFactoryError('AF7315', `model.onnx has no output ${manifest.output.name}; it has ${session.outputNames.join(', ')}`)
    }
    const classes = manifest.output.classes?.length
    if (manifest.task === 'multiclass_classification' && classes !== undefined && classes !== manifest.output.columns) {
      throw new AIFactoryError('AF7315', `model.json names ${classes} classes for an output of ${manifest.output.columns} columns`)
    }
    await dryRun(session, manifest)
  } finally {
    await session.release()
  }
}

function checkInputs(session: InferenceSession, manifest: ModelManifest): void {
  const graph = new Map(session.inputMetadata.map((input) => [input.name, input]))
  const declared = new Set(manifest.inputs.map((input) => input.name))
  const extra = [...graph.keys()].filter((name) => !declared.has(name))
  if (extra.length > 0) {
    throw new AIFactoryError('AF7312', `model.onnx takes ${extra.join(', ')}, which model.json does not declare`, {
      hint: 'Give the graph one input for each column of the dataset, named after it.',
    })
  }
  for (const input of manifest.inputs) {
    const found = graph.get(input.name)
    if (!found) throw new AIFactoryError('AF7312', `model.json declares the input ${input.name}, which model.onnx lacks`)
    if (!found.isTensor || found.type !== input.datatype) {
      throw new AIFactoryError(
        'AF7313',
        `input ${input.name} is ${found.isTensor ? found.type : 'no tensor'} in model.onnx and ${input.datatype} in model.json`,
      )
    }
    const [batch, width] = found.shape
    const fixedBatch = typeof batch === 'number' && batch > 0
    if (found.shape.length !== 2 || width !== 1 || fixedBatch) {
      throw new AIFactoryError('AF7313', `input ${input.name} has shape [${found.shape.join(', ')}] in model.onnx, not [n, 1]`)
    }
  }
}

async function dryRun(session: InferenceSession, manifest: ModelManifest): Promise<void> {
  const feeds = Object.fromEntries(
    manifest.inputs.map((i) => [i.name, inputTensor(i, feedData(i, [i.datatype === 'int64' ? 0 : null], 1), 1)]),
  )
  let output: InferenceSession.ReturnType[string] | undefined
  try {
    output = (await session.run(feeds, [manifest.output.name]))[manifest.output.name]
  } catch (error) {
    throw new AIFactoryError('AF7314', 'model.onnx cannot predict a row whose values are all missing', {
      hint: 'Values may be missing when the model serves: let the graph impute NaN and know the empty text.',
      detail: error instanceof Error ? error.message : String(error),
    })
  }
  if (!output) throw new AIFactoryError('AF7315', `the model gave no output ${manifest.output.name}`)
  const { values } = readPredictions(manifest, output, 1)
  if (!Number.isFinite(values[0])) {
    throw new AIFactoryError('AF7314', 'model.onnx predicts NaN for a row whose values are all missing', {
      hint: 'Let the graph impute NaN, for example with the mean of the training rows.',
    })
  }
}
