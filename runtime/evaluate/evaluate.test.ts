import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EvaluateJob, EvaluationReport, TrainJob } from '../../schema/generated/jobs.js'
import { query, withDuckDb } from '../duckdb.js'
import { writeSumModel } from '../model/fixtures/sum-model.js'
import { GraphBuilder } from '../train/export/graph-builder.js'
import { recordingContext } from '../train/fixtures/recording-context.js'
import { SMALL_PARAMETERS, type SmallTask, writeSmallDataset } from '../train/fixtures/small-dataset.js'
import { train } from '../train/train.js'
import { evaluate } from './evaluate.js'

const root = mkdtempSync(join(tmpdir(), 'evaluate-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let count = 0

async function jobOf(datasetDir: string, modelDir: string, changes: Partial<EvaluateJob> = {}): Promise<EvaluateJob> {
  const outputDir = join(root, `out-${count++}`)
  await mkdir(outputDir, { recursive: true })
  const defaults = { slices: [], minSliceSize: 10, threshold: 0.5, comparisons: [], fairness: [], seed: 1 }
  return { kind: 'Evaluate', outputDir, task: 'binary_classification', datasetDir, modelDir, ...defaults, ...changes }
}

async function trained(datasetDir: string, task: SmallTask, name: string, hidden: number[]): Promise<string> {
  const outputDir = join(root, name)
  await mkdir(outputDir, { recursive: true })
  const trainer = { runtime: 'tfjs' as const, parameters: { ...SMALL_PARAMETERS, hidden, epochs: 4 } }
  const job: TrainJob = { kind: 'Train', outputDir, checkpointDir: join(outputDir, 'checkpoint'), model: name, task, datasetDir, trainer }
  await train(job, recordingContext())
  return outputDir
}

async function reportOf(job: EvaluateJob): Promise<EvaluationReport> {
  const { evaluation } = await evaluate(job, recordingContext())
  if (!evaluation) throw new Error('no report')
  return evaluation
}

describe('a binary model', () => {
  const data = join(root, 'binary')
  let good: string
  let poor: string
  beforeAll(async () => {
    await writeSmallDataset(data)
    good = await trained(data, 'binary_classification', 'good', [16, 8])
    poor = await trained(data, 'binary_classification', 'poor', [])
  })

  test('is measured as a whole, by slice, for fairness, and beside the champion', async () => {
    const job = await jobOf(data, good, {
      championDir: poor,
      slices: ['city', 'region'],
      sliceMetrics: [{ city: 'oslo', flag: true }],
      comparisons: [
        { metric: 'log_loss', confidence: 0.95 },
        { metric: 'roc_auc', confidence: 0.9, slice: { region: 1 } },
        { metric: 'roc_auc', confidence: 0.9, slice: { city: 'atlantis' } },
      ],
      fairness: [
        { column: 'flag', metric: 'demographic_parity_difference', minSamples: 10 },
        { column: 'flag', metric: 'demographic_parity_difference', minSamples: 10_000 },
      ],
      measureLatency: true,
    })
    const report = await reportOf(job)
    expect(report.rows).toBe(600)
    expect(report.metrics.roc_auc).toBeGreaterThan(0.95)
    expect(report.calibration.reduce((sum, bin) => sum + bin.count, 0)).toBe(600)
    const { tp = 0, fp = 0, tn = 0, fn = 0 } = report.confusion ?? {}
    expect((tp + tn) / (tp + fp + tn + fn)).toBeCloseTo(report.metrics.accuracy ?? 0, 12)

    const filters = report.slices.map(({ filter }) => JSON.stringify(filter))
    expect(filters).toContain('{"region":2}')
    expect(filters).toContain('{"city":"oslo","flag":true}')
    const regions = report.slices.filter(({ filter }) => 'region' in filter)
    expect(regions.reduce((sum, { rows }) => sum + rows, 0)).toBe(600)

    expect(report.comparisons.map(({ metric }) => metric)).toEqual(['log_loss', 'roc_auc'])
    const [loss] = report.comparisons
    expect(loss?.delta).toBeCloseTo((report.championMetrics?.log_loss ?? 0) - (report.metrics.log_loss ?? 0), 12)
    expect(loss?.lower).toBeLessThan(loss?.delta ?? 0)
    expect(loss?.upper).toBeGreaterThan(loss?.delta ?? 0)

    const [parity, tooFew] = report.fairness
    const [off, on] = parity?.groups ?? []
    expect(parity?.value).toBeCloseTo(Math.abs((on?.rate ?? 0) - (off?.rate ?? 0)), 12)
    expect(tooFew).toEqual({ column: 'flag', metric: 'demographic_parity_difference', groups: [] })
    expect(report.latencyMs?.samples).toBe(1000)
    expect(JSON.parse(await readFile(join(job.outputDir, 'evaluation.json'), 'utf8'))).toEqual(report)
  })

  test('leaves its predictions, in the order of the test rows, the same bytes each time', async () => {
    const [one, two] = [await jobOf(data, good, { slices: ['city'] }), await jobOf(data, good, { slices: ['city'] })]
    const report = await reportOf(one)
    await reportOf(two)
    const path = join(one.outputDir, 'predictions.parquet')
    expect(await readFile(path)).toEqual(await readFile(join(two.outputDir, 'predictions.parquet')))
    const [row] = await withDuckDb({}, (connection) =>
      query<{ rows: number; brier: number; matching: number }>(
        connection,
        `SELECT count(*) AS rows, avg((p.prediction - p.label) ** 2) AS brier, count(*) FILTER (p.event_timestamp = t.event_timestamp AND p.label = t.label AND p.region = t.region AND p.city IS NOT DISTINCT FROM t.city) AS matching
         FROM '${path}' p POSITIONAL JOIN '${join(data, 'test.parquet')}' t`,
      ),
    )
    expect(row).toMatchObject({ rows: 600, matching: 600 })
    expect(row?.brier).toBeCloseTo(report.metrics.brier ?? 0, 12)
  })

  test('refuses to report by a column that is not there', async () => {
    await expect(evaluate(await jobOf(data, good, { slices: ['country'] }), recordingContext())).rejects.toMatchObject({ code: 'AF7340' })
  })

  test('is not compared with a champion that takes other inputs', async () => {
    const other = join(root, 'other-inputs')
    await writeSumModel(other)
    const report = await reportOf(await jobOf(data, good, { championDir: other, comparisons: [{ metric: 'roc_auc', confidence: 0.9 }] }))
    expect(report.championMetrics).toBeUndefined()
    expect(report.comparisons).toEqual([])
  })
})

test.each<[SmallTask, string]>([
  ['multiclass_classification', 'log_loss'],
  ['regression', 'rmse'],
])('%s is measured beside a champion', async (task, metric) => {
  const data = join(root, task)
  await writeSmallDataset(data, { task })
  const model = await trained(data, task, `${task}-model`, [8])
  const champion = await trained(data, task, `${task}-champion`, [])
  const report = await reportOf(await jobOf(data, model, { task, championDir: champion, comparisons: [{ metric, confidence: 0.9 }] }))
  expect(report.metrics[metric]).toBeGreaterThan(0)
  expect(report.comparisons).toHaveLength(1)
  expect(report.calibration).toEqual([])
})

describe('what cannot be measured', () => {
  /** A model of x alone, for which a missing x is 0 or stays missing. */
  async function modelOf(activation: string, missing: 'imputed' | 'passed on'): Promise<string> {
    const dir = join(root, `${activation}-${missing}`)
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32')
    const imputed = () => graph.node('Where', [graph.node('IsNaN', [x], '/nan'), graph.floats('/zero', [], [0]), x], '/x')
    graph.node(activation, [missing === 'imputed' ? imputed() : x], 'prediction')
    graph.output('prediction', 1)
    await writeSumModel(dir, {}, { inputs: [{ name: 'x', type: 'float64', from: 'request', datatype: 'float32' }] })
    await writeFile(join(dir, 'model.onnx'), graph.encode('x'))
    return dir
  }

  test('no test rows: a report without metrics', async () => {
    const data = join(root, 'no-rows')
    await writeSmallDataset(data, { rows: 0 })
    const report = await reportOf(await jobOf(data, await modelOf('Sigmoid', 'imputed'), { measureLatency: true, slices: ['city'] }))
    expect(report).toMatchObject({ rows: 0, metrics: {}, slices: [], comparisons: [] })
  })

  test('one class: only what is defined', async () => {
    const data = join(root, 'one-class')
    await writeSmallDataset(data, { label: '0', rows: 100 })
    const model = await modelOf('Sigmoid', 'imputed')
    const comparisons = ['roc_auc', 'brier'].map((metric) => ({ metric, confidence: 0.9 }))
    const report = await reportOf(await jobOf(data, model, { championDir: model, comparisons }))
    expect(report.metrics).not.toHaveProperty('roc_auc')
    expect(report.metrics).toHaveProperty('brier')
    expect(report.comparisons.map(({ metric }) => metric)).toEqual(['brier'])
  })

  test.each([
    ['NaN', 'Sigmoid', 'passed on'],
    ['scores that are no probabilities', 'Exp', 'imputed'],
  ] as const)('%s are an error', async (_, activation, missing) => {
    const data = join(root, `bad-${activation}`)
    await writeSmallDataset(data, { rows: 200 })
    await expect(evaluate(await jobOf(data, await modelOf(activation, missing)), recordingContext())).rejects.toMatchObject({
      code: 'AF7341',
    })
  })
})
