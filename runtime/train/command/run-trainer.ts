import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { CommandTrainerSpec, DatasetManifest, ModelManifest, TrainJob } from '../../../schema/generated/jobs.js'
import { writeJson } from '../../data/write-json.js'
import type { JobContext } from '../../job-context.js'
import { inferManifest } from './infer-manifest.js'
import { readAnswers } from './read-answers.js'
import { runProgram } from './run-program.js'
import { trainerEnvironment } from './trainer-environment.js'

/**
 * Trains with a program of the user's own under the contract of docs/trainers.md. The program sees copies of the training and the
 * validation rows only, and writes into a folder of its own; model.onnx moves to its place once it is known to be one.
 * @throws AIFactoryError AF7330 to AF7332 for the program, AF7333 to AF7335 for what it wrote.
 */
export async function runTrainer(
  job: TrainJob,
  trainer: CommandTrainerSpec,
  dataset: DatasetManifest,
  context: JobContext,
): Promise<ModelManifest> {
  const workDir = join(job.outputDir, 'trainer')
  await rm(workDir, { recursive: true, force: true })
  const paths = {
    job: join(workDir, 'job.json'),
    dataset: join(workDir, 'dataset'),
    parameters: join(workDir, 'parameters.json'),
    output: join(workDir, 'output'),
    tmp: join(workDir, 'tmp'),
  }
  for (const dir of [paths.dataset, paths.output, paths.tmp, job.checkpointDir]) await mkdir(dir, { recursive: true })
  await giveDataset(job.datasetDir, paths.dataset)
  await writeJson(paths.parameters, trainer.parameters)
  await writeJson(paths.job, {
    model: job.model,
    task: job.task,
    dataset: {
      train: join(paths.dataset, 'train.parquet'),
      validation: join(paths.dataset, 'validation.parquet'),
      manifest: join(paths.dataset, 'dataset.json'),
    },
    parameters: trainer.parameters,
    outputDir: paths.output,
    checkpointDir: job.checkpointDir,
    seed: typeof trainer.parameters.seed === 'number' ? trainer.parameters.seed : 0,
  })

  const started = performance.now()
  await runProgram(
    trainer.command,
    { cwd: trainer.codeDir, env: trainerEnvironment(paths, trainer.env), timeoutMs: trainer.timeoutMs },
    context,
  )
  const seconds = Math.round((performance.now() - started) / 10) / 100

  const answers = await readAnswers(paths.output)
  const inferred = await inferManifest(join(paths.output, 'model.onnx'), job, dataset, answers.model)
  await rename(join(paths.output, 'model.onnx'), join(job.outputDir, 'model.onnx'))
  await writeJson(join(job.outputDir, 'training.json'), { command: trainer.command, seconds, metrics: answers.metrics })
  await rm(workDir, { recursive: true, force: true })
  return {
    ...inferred,
    trainer: { ...answers.model?.trainer, runtime: 'command', seconds, parameters: trainer.parameters },
    ...(answers.metrics ? { metrics: answers.metrics } : {}),
  }
}

/** Copies, not links: a program cannot change the dataset that others read, and no path leads it to the test rows. */
async function giveDataset(from: string, to: string): Promise<void> {
  try {
    for (const file of ['train.parquet', 'validation.parquet', 'dataset.json']) await copyFile(join(from, file), join(to, file))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error
    throw new AIFactoryError('AF7320', `the dataset in ${from} cannot be read`, { detail: String(error), hint: 'Build the dataset again.' })
  }
}
