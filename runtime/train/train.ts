import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobResult, ModelManifest, TrainJob } from '../../schema/generated/jobs.js'
import { writeJson } from '../data/write-json.js'
import type { JobContext } from '../job-context.js'
import { checkModel } from '../model/check-model.js'
import { readDatasetManifest } from '../model/read-dataset.js'

/**
 * Trains a model and writes model.onnx, model.json and training.json, whichever the trainer: the built-in network, or a program of
 * the user's own. What was written is checked before it counts.
 * @throws AIFactoryError AF732x for the built-in trainer, AF733x for a program, AF731x for a model that is not what it says.
 */
export async function train(job: TrainJob, context: JobContext): Promise<JobResult> {
  const dataset = await readDatasetManifest(job.datasetDir)
  const { trainer } = job
  const trained =
    trainer.runtime === 'tfjs'
      ? await (await import('./train-network.js')).trainNetwork(job, trainer.parameters, dataset, context)
      : await (await import('./command/run-trainer.js')).runTrainer(job, trainer, dataset, context)
  await checkModel(job.outputDir, trained)
  const model: ModelManifest = { ...trained, sizeBytes: (await stat(join(job.outputDir, 'model.onnx'))).size }
  await writeJson(join(job.outputDir, 'model.json'), model)
  return { kind: 'Train', model }
}
