import type { InferenceSession } from 'onnxruntime-node'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { DatasetManifest, ModelManifest, TrainJob } from '../../../schema/generated/jobs.js'
import { validateModelManifest } from '../../../schema/generated/jobs-validators.js'
import { openSession } from '../../model/load-predictor.js'
import type { DeclaredModel } from './read-answers.js'

const DATATYPES = ['float32', 'int64', 'string'] as const
/** Names under which converters put the prediction, most telling first: ours, skl2onnx and LightGBM, XGBoost, PyTorch's habit. */
const OUTPUT_NAMES = ['prediction', 'probabilities', 'output_probability', 'variable', 'output']

/**
 * The manifest of a program's model: what the program declared, and for the rest what the graph's inputs and outputs and the
 * dataset's columns say.
 * @throws AIFactoryError AF7311 for an unreadable model, AF7334 where the graph does not fit the dataset, AF7335 for a bad model.json.
 */
export async function inferManifest(
  path: string,
  job: TrainJob,
  dataset: DatasetManifest,
  declared: DeclaredModel = {},
): Promise<ModelManifest> {
  const session = await openSession(path, 1)
  try {
    const manifest = {
      model: job.model,
      task: job.task,
      inputs: declared.inputs ?? inputsOf(session, dataset),
      output: declared.output ?? outputOf(session, job, dataset),
      trainer: { runtime: 'command' },
    }
    if (validateModelManifest(manifest)) return manifest
    const problems = (validateModelManifest.errors ?? []).slice(0, 3).map((e) => `${e.instancePath || '/'} ${e.message}`)
    throw new AIFactoryError('AF7335', `the program's model.json is not a model manifest: ${problems.join('; ')}`)
  } finally {
    await session.release()
  }
}

function inputsOf(session: InferenceSession, dataset: DatasetManifest): ModelManifest['inputs'] {
  const columns = new Map(dataset.inputs.map((input) => [input.name, input]))
  const inputs = session.inputMetadata.map((input) => {
    const column = columns.get(input.name)
    if (!column) {
      throw new AIFactoryError('AF7334', `model.onnx takes ${input.name}, which is no input of the dataset`, {
        hint: `Name each input after its column: ${[...columns.keys()].join(', ')}.`,
      })
    }
    const datatype = DATATYPES.find((type) => input.isTensor && input.type === type)
    if (!datatype) {
      throw new AIFactoryError('AF7334', `input ${input.name} of model.onnx is ${input.isTensor ? input.type : 'no tensor'}`, {
        hint: 'Inputs are float32, int64 or string tensors of shape [n, 1].',
      })
    }
    return { ...column, datatype }
  })
  if (inputs.length === 0) throw new AIFactoryError('AF7334', 'model.onnx takes no inputs')
  const place = new Map([...columns.keys()].map((name, i) => [name, i]))
  return inputs.sort((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0))
}

function outputOf(session: InferenceSession, job: TrainJob, dataset: DatasetManifest): ModelManifest['output'] {
  const numeric = session.outputMetadata.flatMap((o) => (o.isTensor && (o.type === 'float32' || o.type === 'float64') ? [o] : []))
  const named = OUTPUT_NAMES.flatMap((name) => numeric.filter((output) => output.name === name))
  const chosen = named[0] ?? (numeric.length === 1 ? numeric[0] : undefined)
  if (!chosen) {
    throw new AIFactoryError('AF7334', `which output of model.onnx holds the prediction? It has ${session.outputNames.join(', ')}`, {
      hint: 'Call it "prediction", or name it in model.json. With skl2onnx, turn zipmap off.',
    })
  }
  const width = chosen.shape[1]
  const classes = dataset.label.classes
  const columns = typeof width === 'number' && width > 0 ? width : job.task === 'multiclass_classification' ? (classes?.length ?? 1) : 1
  return { name: chosen.name, columns, ...(job.task === 'multiclass_classification' && classes ? { classes } : {}) }
}
