import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TfjsTrainerParameters, TrainJob } from '../../schema/generated/jobs.js'
import { loadPredictor } from '../model/load-predictor.js'
import { recordingContext } from './fixtures/recording-context.js'
import { SMALL_PARAMETERS, type SmallDataset, type SmallTask, writeSmallDataset } from './fixtures/small-dataset.js'
import { train } from './train.js'

const root = mkdtempSync(join(tmpdir(), 'train-network-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let runs = 0
async function jobOf(datasetDir: string, task: SmallTask, parameters: Partial<TfjsTrainerParameters> = {}): Promise<TrainJob> {
  const outputDir = join(root, `run-${runs++}`)
  await mkdir(outputDir, { recursive: true })
  const trainer = { runtime: 'tfjs' as const, parameters: { ...SMALL_PARAMETERS, ...parameters } }
  return { kind: 'Train', outputDir, checkpointDir: join(outputDir, 'checkpoint'), model: 'small', task, datasetDir, trainer }
}

async function dataset(name: string, options: SmallDataset = {}): Promise<string> {
  const dir = join(root, name)
  await writeSmallDataset(dir, options)
  return dir
}

const bytesOf = async (job: TrainJob) =>
  createHash('sha256')
    .update(await readFile(join(job.outputDir, 'model.onnx')))
    .digest('hex')

describe('the built-in trainer', () => {
  let binary: string
  beforeAll(async () => {
    binary = await dataset('binary')
  })

  test.each<[SmallTask, string, number]>([
    ['binary_classification', 'roc_auc', 0.95],
    ['multiclass_classification', 'accuracy', 0.8],
    ['regression', 'r2', 0.85],
  ])('%s: learns what is in the data, and its graph agrees with it', async (task, metric, least) => {
    const job = await jobOf(await dataset(`task-${task}`, { task }), task)
    const { model } = await train(job, recordingContext())
    expect(model?.metrics?.[metric]).toBeGreaterThan(least)
    expect(model?.trainer).toMatchObject({ runtime: 'tfjs', backend: 'wasm', epochs: 6 })
    const predictor = await loadPredictor(job.outputDir)
    const { values } = await predictor.predict({ x: [2, null], y: [290, null], flag: [true, null], city: ['oslo', 'atlantis'] }, 2)
    await predictor.close()
    expect(values.every(Number.isFinite)).toBe(true)
    if (task === 'regression') expect(values[0]).toBeCloseTo(1000 + 50 * (2 + 0.8 + 1.5 + 0.5), -2)
    if (task === 'binary_classification') expect(values[0]).toBeGreaterThan(0.9)
    if (task === 'multiclass_classification') expect(model?.output.classes?.[values[0] ?? -1]).toBe('late')
  })

  test('the same seed gives the same bytes, another seed others', async () => {
    const [a, b, c] = await Promise.all([
      jobOf(binary, 'binary_classification'),
      jobOf(binary, 'binary_classification'),
      jobOf(binary, 'binary_classification', { seed: 8 }),
    ])
    for (const job of [a, b, c]) await train(job, recordingContext())
    expect(await bytesOf(a)).toBe(await bytesOf(b))
    expect(await bytesOf(a)).not.toBe(await bytesOf(c))
  })

  test('stopped within an epoch and started again, it ends where an uninterrupted run ends, dropout included', async () => {
    // Small batches, so that an epoch lasts long enough to be interrupted.
    const parameters = { batchSize: 4, dropout: 0.2, epochs: 4 }
    const straight = await jobOf(binary, 'binary_classification', parameters)
    await train(straight, recordingContext())
    const halted = await jobOf(binary, 'binary_classification', parameters)
    const context = recordingContext(({ message }, aborter) => {
      if (message?.startsWith('epoch 3/')) aborter.abort()
    })
    await expect(train(halted, context)).rejects.toMatchObject({ code: 'AF7009' })
    const again = recordingContext()
    await train(halted, again)
    expect(again.logs).toContain('going on from the checkpoint after epoch 2')
    expect(await bytesOf(halted)).toBe(await bytesOf(straight))
  })

  test('a checkpoint of other parameters is not taken', async () => {
    const job = await jobOf(binary, 'binary_classification', { epochs: 1 })
    await train(job, recordingContext())
    const other: TrainJob = { ...job, trainer: { runtime: 'tfjs', parameters: { ...SMALL_PARAMETERS, epochs: 2 } } }
    const context = recordingContext()
    await train(other, context)
    expect(context.logs.join()).not.toContain('going on')
  })

  test('stops early and keeps the best weights', async () => {
    const job = await jobOf(binary, 'binary_classification', { epochs: 60, patience: 2, learningRate: 0.05 })
    const { model } = await train(job, recordingContext())
    expect(model?.trainer.epochs).toBe((model?.trainer.bestEpoch ?? 0) + 2)
    const { history } = JSON.parse(await readFile(join(job.outputDir, 'training.json'), 'utf8')) as {
      history: { validationLoss: number }[]
    }
    expect(model?.metrics?.loss).toBe(Math.min(...history.map(({ validationLoss }) => validationLoss)))
  })

  test('balanced class weights raise the recall of a rare class', async () => {
    const dir = await dataset('rare', { label: 'CAST(score + noise > 3 AS TINYINT)' })
    const recall = async (classWeights: 'balanced' | 'none') =>
      (await train(await jobOf(dir, 'binary_classification', { classWeights, epochs: 2, hidden: [] }), recordingContext())).model?.metrics
        ?.recall ?? 0
    expect(await recall('balanced')).toBeGreaterThan(await recall('none'))
  })

  test('a linear model, l2 and few categories work', async () => {
    const job = await jobOf(binary, 'binary_classification', { hidden: [], l2: 0.01, maxCategories: 2, embeddingDim: 1 })
    expect((await train(job, recordingContext())).model?.metrics?.roc_auc).toBeGreaterThan(0.7)
  })

  test('without validation rows it trains all epochs and says so', async () => {
    const dir = await dataset('unvalidated', { trainShare: 0.8 })
    const context = recordingContext()
    const { model } = await train(await jobOf(dir, 'binary_classification', { epochs: 5, patience: 1 }), context)
    expect(model?.trainer).toMatchObject({ epochs: 5, bestEpoch: 5 })
    expect(context.logs).toContain('no validation rows: training does not stop early')
  })

  test.each<[string, SmallDataset, SmallTask, string]>([
    ['one class', { label: '0' }, 'binary_classification', 'AF7321'],
    ['labels beyond 0 and 1', { label: 'CAST(i % 3 AS TINYINT)' }, 'binary_classification', 'AF7321'],
    ['a constant value', { task: 'regression', label: '5.0' }, 'regression', 'AF7321'],
    ['no rows', { rows: 0 }, 'binary_classification', 'AF7320'],
    ['a class that the manifest lacks', { task: 'multiclass_classification', label: "'never'" }, 'multiclass_classification', 'AF7321'],
  ])('refuses %s', async (name, options, task, code) => {
    const job = await jobOf(await dataset(`bad-${name.replaceAll(' ', '-')}`, options), task)
    await expect(train(job, recordingContext())).rejects.toMatchObject({ code })
  })

  test('refuses a dataset that is not there, a task it does not know, and a backend that is not installed', async () => {
    await expect(train(await jobOf(join(root, 'nowhere'), 'regression'), recordingContext())).rejects.toMatchObject({ code: 'AF7320' })
    const ranking: TrainJob = { ...(await jobOf(binary, 'regression')), task: 'ranking' }
    await expect(train(ranking, recordingContext())).rejects.toMatchObject({ code: 'AF7323' })
    await expect(train(await jobOf(binary, 'binary_classification', { backend: 'gpu' }), recordingContext())).rejects.toMatchObject({
      code: 'AF7325',
    })
  })

  test('says that it diverged instead of writing a model of NaN', async () => {
    const dir = await dataset('wild', { task: 'regression' })
    const job = await jobOf(dir, 'regression', { learningRate: 1e30 })
    await expect(train(job, recordingContext())).rejects.toMatchObject({ code: 'AF7324' })
  })
})
