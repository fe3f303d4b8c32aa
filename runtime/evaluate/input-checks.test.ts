import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BehaviourCheck, EvaluateJob, EvaluationReport, RobustnessCheck, TrainJob } from '../../schema/generated/jobs.js'
import { recordingContext } from '../train/fixtures/recording-context.js'
import { SMALL_PARAMETERS, writeSmallDataset } from '../train/fixtures/small-dataset.js'
import { train } from '../train/train.js'
import { evaluate } from './evaluate.js'

const root = mkdtempSync(join(tmpdir(), 'input-checks-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const data = join(root, 'data')
const model = join(root, 'model')

/** Labels rise with x and y, and with the flag. */
beforeAll(async () => {
  await writeSmallDataset(data)
  await mkdir(model)
  const trainer = { runtime: 'tfjs' as const, parameters: { ...SMALL_PARAMETERS, hidden: [16, 8], epochs: 4 } }
  const job: TrainJob = {
    kind: 'Train',
    outputDir: model,
    checkpointDir: join(model, 'checkpoint'),
    model: 'm',
    task: 'binary_classification',
    datasetDir: data,
    trainer,
  }
  await train(job, recordingContext())
})

let count = 0
async function reportOf(changes: Partial<EvaluateJob>): Promise<EvaluationReport> {
  const outputDir = join(root, `out-${count++}`)
  await mkdir(outputDir)
  const defaults = { slices: [], minSliceSize: 10, threshold: 0.5, comparisons: [], fairness: [], seed: 1 }
  const job: EvaluateJob = {
    kind: 'Evaluate',
    outputDir,
    task: 'binary_classification',
    datasetDir: data,
    modelDir: model,
    ...defaults,
    ...changes,
  }
  const { evaluation } = await evaluate(job, recordingContext())
  if (!evaluation) throw new Error('no report')
  return evaluation
}

const lost = (change: Partial<RobustnessCheck>): RobustnessCheck => ({ id: 'r', metric: 'roc_auc', seed: 1, ...change })
const robustness = async (...checks: RobustnessCheck[]) => (await reportOf({ robustness: checks })).robustness ?? []
const test1 = (change: Partial<BehaviourCheck>): BehaviourCheck => ({ id: 'b', change: [], expect: 'increases', by: 0, ...change })
const behaviour = async (...checks: BehaviourCheck[]) => (await reportOf({ behaviour: checks })).behaviour ?? []

describe('robustness', () => {
  test('costs more the more is missing or noisy, and is the same for the same seed', async () => {
    const [none, half, all, quiet, loud, again] = await robustness(
      lost({ missing: { columns: ['x'], share: 0 } }),
      lost({ missing: { columns: ['x'], share: 0.5 } }),
      lost({ missing: { columns: ['x', 'city'], share: 1 } }),
      lost({ noise: { columns: ['x', 'y'], by: 0.1 } }),
      lost({ noise: { columns: ['x', 'y'], by: 2 } }),
      lost({ noise: { columns: ['x', 'y'], by: 2 } }),
    )
    expect(none?.loss).toBe(0)
    expect(half?.loss).toBeGreaterThan(0.01)
    expect(all?.loss).toBeGreaterThan(half?.loss ?? 1)
    expect(loud?.loss).toBeGreaterThan((quiet?.loss ?? 1) + 0.05)
    expect(again).toEqual(loud)
    expect(loud?.before).toBeGreaterThan(0.95)
  })

  test.each([
    ['an input that is not there', lost({ missing: { columns: ['altitude'], share: 1 } })],
    ['noise on text', lost({ noise: { columns: ['city'], by: 0.1 } })],
  ])('refuses %s', async (_, check) => {
    await expect(robustness(check)).rejects.toMatchObject({ code: 'AF7342' })
  })
})

describe('behaviour', () => {
  test('of held-out rows, of those that where chooses, and of rows that are given', async () => {
    const found = await behaviour(
      test1({ change: [{ column: 'x', add: 1 }] }),
      test1({ change: [{ column: 'x', add: 1 }], expect: 'decreases' }),
      test1({ change: [{ column: 'x', set: 2 }], where: { city: 'oslo' }, by: 0.0001 }),
      test1({ change: [{ column: 'y', multiply: 1 }], expect: 'unchanged' }),
      test1({
        rows: [
          { x: 2, y: 300, city: 'oslo' },
          { x: -2, y: 200, city: 'rome', flag: false },
        ],
        expect: 'between',
        min: 0.5,
        max: 1,
      }),
      test1({ change: [{ column: 'x', add: 1 }], where: { city: 'atlantis' } }),
    )
    const [rises, falls, oslo, same, given, nobody] = found
    // Rows without x stay without it, so their predictions stay.
    expect(rises).toMatchObject({ rows: 600, satisfied: 600 })
    expect(rises?.after).toBeGreaterThan((rises?.before ?? 1) + 0.05)
    expect(falls?.satisfied).toBeLessThan(200)
    expect((falls?.worst?.after ?? 0) - (falls?.worst?.before ?? 0)).toBeGreaterThan(0.1)
    expect(oslo?.rows).toBeGreaterThan(100)
    expect(oslo?.rows).toBeLessThan(200)
    expect(same).toMatchObject({ satisfied: 600 })
    expect(given).toMatchObject({ rows: 2, satisfied: 1, worst: { row: 1 } })
    expect(nobody).toEqual({ id: 'b', rows: 0, satisfied: 0 })
  })

  test.each([
    ['an input that is not there', test1({ change: [{ column: 'altitude', set: 1 }] })],
    ['a row with one', test1({ rows: [{ altitude: 1 }], expect: 'between' })],
    ['text for a number', test1({ change: [{ column: 'x', set: 'much' }] })],
    ['calculating with text', test1({ change: [{ column: 'city', add: 1 }] })],
  ])('refuses %s', async (_, check) => {
    await expect(behaviour(check)).rejects.toMatchObject({ code: 'AF7342' })
  })
})
