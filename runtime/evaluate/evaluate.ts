import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { DatasetManifest, EvaluateJob, EvaluationReport, JobResult } from '../../schema/generated/jobs.js'
import { writeJson } from '../data/write-json.js'
import { withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { readModelManifest } from '../model/manifest-file.js'
import { type DatasetPart, readDatasetManifest } from '../model/read-dataset.js'
import { measureBehaviour } from './behaviour.js'
import { compareWithChampion } from './compare.js'
import { measureFairness } from './fairness.js'
import { measureLatency } from './measure-latency.js'
import { calibrationTable } from './metrics/calibration.js'
import { computeMetrics } from './metrics/compute-metrics.js'
import { confusionAt } from './metrics/confusion.js'
import { predictPart } from './predict-part.js'
import { readTestRows } from './read-test-rows.js'
import { measureRobustness } from './robustness.js'
import type { JudgedRows } from './rows.js'
import { measureSlices } from './slices.js'
import { writePredictions } from './write-predictions.js'

/**
 * Measures a model on the test rows, beside the champion where there is one. Writes evaluation.json and predictions.parquet.
 * What cannot be computed (no rows, one class) is absent from the report.
 * @throws AIFactoryError AF7320 for the dataset, AF7340 a slice that is no column, AF7341 predictions that are no numbers, AF7342 a gate that cannot be tried, AF731x for the model.
 */
export async function evaluate(job: EvaluateJob, context: JobContext): Promise<JobResult> {
  const dataset = await readDatasetManifest(job.datasetDir)
  const testPath = join(job.datasetDir, 'test.parquet')
  const steps = 4
  const evaluation = await withDuckDb({ signal: context.signal }, async (connection) => {
    const { part, groups, carried } = await readTestRows(connection, testPath, job, dataset)
    if (part.rows === 0) context.log('the dataset has no test rows: no metric can be computed')
    context.progress({ done: 1, total: steps, unit: 'steps', message: `predicting ${part.rows} test rows` })
    const predict = (rows: DatasetPart) => predictPart(job.modelDir, rows)
    const model: JudgedRows = { labels: part.labels, predictions: await predict(part) }
    const champion = job.championDir === undefined ? undefined : await championRows(job.championDir, dataset, part, context)

    context.progress({ done: 2, total: steps, unit: 'steps', message: 'measuring' })
    const report: EvaluationReport = {
      ...summary(job, model),
      ...(champion ? { championMetrics: computeMetrics(job.task, champion.labels, champion.predictions, job) } : {}),
      slices: measureSlices(job, model, groups),
      comparisons: champion ? await compareWithChampion(job, model, champion, groups, context) : [],
      fairness: measureFairness(job, model, groups),
      ...(job.robustness ? { robustness: await measureRobustness(job, part, model, predict) } : {}),
      ...(job.behaviour ? { behaviour: await measureBehaviour(job, part, groups, predict) } : {}),
    }
    await writePredictions(connection, join(job.outputDir, 'predictions.parquet'), testPath, model, dataset, carried)
    context.progress({ done: 3, total: steps, unit: 'steps', message: 'measuring latency' })
    const latencyMs = job.measureLatency ? await measureLatency(job.modelDir, part.columns, part.rows) : undefined
    const sizeBytes = (await stat(join(job.modelDir, 'model.onnx'))).size
    return { ...report, ...(latencyMs ? { latencyMs } : {}), sizeBytes }
  })
  await writeJson(join(job.outputDir, 'evaluation.json'), evaluation)
  context.progress({ done: steps, total: steps, unit: 'steps', message: 'measured', metrics: evaluation.metrics })
  return { kind: 'Evaluate', evaluation }
}

function summary({ task, threshold }: EvaluateJob, { labels, predictions }: JudgedRows) {
  const metrics = computeMetrics(task, labels, predictions, { threshold })
  if (task !== 'binary_classification') return { task, rows: labels.length, metrics, calibration: [] }
  const positives = labels.reduce((sum, label) => sum + label, 0)
  return {
    task,
    rows: labels.length,
    ...(labels.length > 0 ? { positiveShare: positives / labels.length } : {}),
    metrics,
    calibration: calibrationTable(labels, predictions.values),
    confusion: { threshold, ...confusionAt(labels, predictions.values, threshold) },
  }
}

/** The champion on the same rows; undefined where it takes inputs or knows classes that these rows lack, which leaves comparisons without evidence. */
async function championRows(
  dir: string,
  dataset: DatasetManifest,
  part: DatasetPart,
  context: JobContext,
): Promise<JudgedRows | undefined> {
  const { classes } = (await readModelManifest(dir)).output
  if (dataset.task === 'multiclass_classification' && JSON.stringify(classes) !== JSON.stringify(dataset.label.classes)) {
    context.log('the champion knows other classes, so it is not compared')
    return undefined
  }
  try {
    return { labels: part.labels, predictions: await predictPart(dir, part) }
  } catch (error) {
    if (!(error instanceof AIFactoryError) || error.code !== 'AF7316') throw error
    context.log(`the champion cannot predict these rows, so it is not compared: ${error.message}`)
    return undefined
  }
}
