import { rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { digestOf } from '../../schema/digest.js'
import type { DatasetManifest, ModelManifest, TfjsTrainerParameters, TrainJob } from '../../schema/generated/jobs.js'
import { writeJson } from '../data/write-json.js'
import { computeMetrics } from '../evaluate/metrics/compute-metrics.js'
import type { JobContext } from '../job-context.js'
import { useBackend } from './backend.js'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js'
import { exportNetwork } from './export/export-network.js'
import { verifyExport } from './export/verify-export.js'
import { loadTrainingData } from './load-training-data.js'
import { newAdam } from './network/adam.js'
import { type FitState, fitNetwork } from './network/fit-network.js'
import { initialParameters, layoutOf } from './network/layout.js'
import { objectiveOf } from './network/objective.js'
import { predictionsOf } from './predictions-of.js'
import { encode } from './preprocessing/encode.js'
import { fitPreprocessing } from './preprocessing/fit-preprocessing.js'

/**
 * The built-in trainer: a network whose preprocessing follows from the columns' types. The same data, parameters, seed and backend
 * give the same bytes, whether or not the process was killed on the way. Writes model.onnx and training.json.
 */
export async function trainNetwork(
  job: TrainJob,
  parameters: TfjsTrainerParameters,
  dataset: DatasetManifest,
  context: JobContext,
): Promise<ModelManifest> {
  const [{ columns, train, validation }, backend] = await Promise.all([
    loadTrainingData(job.datasetDir, dataset, context.signal),
    useBackend(parameters.backend, context.log),
  ])
  const { task } = job
  const classes = dataset.label.classes
  const preprocessing = fitPreprocessing(train, columns, parameters)
  const objective = objectiveOf(task, train.labels, classes?.length ?? 2, parameters.classWeights)
  const layout = layoutOf(preprocessing, parameters.hidden, objective.outputs)
  const trainRows = encode(train, preprocessing)
  const validationRows = encode(validation, preprocessing)
  if (validation.rows === 0) context.log('no validation rows: training does not stop early')

  const fingerprint = digestOf({ parameters, task, backend, preprocessing, label: dataset.label, rows: [train.rows, validation.rows] })
  const resumed = await loadCheckpoint(job.checkpointDir, fingerprint)
  if (resumed) context.log(`going on from the checkpoint after epoch ${resumed.state.epoch}`)
  const theta = initialParameters(layout, objective.outputBias, parameters.seed)
  const state: FitState = resumed?.state ?? {
    epoch: 0,
    steps: 0,
    theta,
    adam: newAdam(layout.size),
    best: { epoch: 0, loss: Number.POSITIVE_INFINITY, theta },
    history: [],
  }
  context.log(`training ${layout.size} parameters on ${train.rows} rows with the ${backend} backend`)
  const before = resumed?.seconds ?? 0
  const started = performance.now()
  const seconds = () => before + (performance.now() - started) / 1000
  const total = parameters.epochs * train.rows
  await fitNetwork(state, layout, objective, trainRows, validationRows, parameters, {
    signal: context.signal,
    metrics: (outputs) => computeMetrics(task, validation.labels, predictionsOf(task, outputs, objective)),
    rows(epoch, rows) {
      const done = (epoch - 1) * train.rows + rows
      context.progress({ done, total, unit: 'rows', message: `epoch ${epoch}/${parameters.epochs}`, metrics: reported(state) })
    },
    epoch: (reached) => saveCheckpoint(job.checkpointDir, fingerprint, reached, seconds()),
  })
  const took = seconds()
  const { best, epoch: epochs, history } = state

  const network = { task, columns, preprocessing, layout, theta: best.theta, label: objective.label }
  const { bytes, output } = exportNetwork(network)
  const path = join(job.outputDir, 'model.onnx')
  await writeFile(`${path}.tmp`, bytes)
  await verifyExport(`${path}.tmp`, output, network, objective, validation.rows > 0 ? validation : train)
  await rename(`${path}.tmp`, path)
  await writeJson(join(job.outputDir, 'training.json'), { backend, epochs, bestEpoch: best.epoch, history, preprocessing })
  context.progress({ done: total, total, unit: 'rows', message: `best epoch ${best.epoch} of ${epochs}`, metrics: reported(state) })
  return {
    model: job.model,
    task,
    inputs: dataset.inputs.map((input) => ({ ...input, datatype: input.type === 'string' ? 'string' : 'float32' })),
    output: { name: output, columns: objective.outputs, ...(task === 'multiclass_classification' && classes ? { classes } : {}) },
    trainer: {
      runtime: 'tfjs',
      backend,
      version: tfjsVersion(),
      epochs,
      bestEpoch: best.epoch,
      seconds: round(took),
      rowsPerSecond: Math.round((train.rows * epochs) / took),
      parameters: { ...parameters },
    },
    metrics: { ...history[best.epoch - 1]?.metrics, loss: best.loss },
  }
}

/** What a progress report shows of the last epoch. */
function reported({ history }: FitState): Record<string, number> {
  const last = history.at(-1)
  if (!last) return {}
  const { roc_auc, accuracy, rmse } = last.metrics ?? {}
  const shown = {
    loss: last.loss,
    validationLoss: last.validationLoss,
    roc_auc,
    accuracy: roc_auc === undefined ? accuracy : undefined,
    rmse,
  }
  return Object.fromEntries(Object.entries(shown).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

function tfjsVersion(): string {
  return (createRequire(import.meta.url)('@tensorflow/tfjs-core/package.json') as { version: string }).version
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
