import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { AnalysisReport, AnalyzeJob, JobResult, Measurement } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { writeJson } from '../data/write-json.js'
import { withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { loadLiveLog } from './live-log.js'
import { isChangeMetric, measureChange } from './measure-change.js'
import { measureErrorRate, measureLatency, measureOutcomes, measurePredictionPsi, type Pairing, pairAnswers } from './measure-rollout.js'
import { joinOutcomes } from './outcomes.js'

/**
 * Measures a version on live traffic beside the champion in the same window. Where requests were mirrored, so that both
 * versions answered them, predictions and outcomes are compared on those alone. Writes analysis.json (an AnalysisReport); a
 * measurement that cannot be made has no value.
 * @throws AIFactoryError of joinOutcomes; AF7606 where the log cannot be read.
 */
export async function analyze(job: AnalyzeJob, context: JobContext): Promise<JobResult> {
  const tempDir = join(job.outputDir, 'tmp')
  const measurements = await withDuckDb({ signal: context.signal, tempDir }, (connection) => measure(connection, job, context))
    .catch((error: unknown) => {
      throw duckDbFailure(error, 'AF7606', `the log of ${job.endpoint} cannot be measured`, `Check the files in ${job.current.logDir}.`)
    })
    .finally(() => rm(tempDir, { recursive: true, force: true }))
  const { endpoint, version, champion, current } = job
  const analysis: AnalysisReport = { endpoint, version, champion, window: { from: current.from, to: current.to }, measurements }
  await writeJson(join(job.outputDir, 'analysis.json'), analysis)
  context.progress({ done: 1, total: 1, message: `measured version ${version}` })
  return { kind: 'Analyze', analysis }
}

async function measure(connection: DuckDBConnection, job: AnalyzeJob, context: JobContext): Promise<Measurement[]> {
  context.progress({ done: 0, total: 1, message: 'reading the log' })
  await loadLiveLog(connection, 'current', job.current, { inputs: job.columns ?? [], keys: job.groundTruth?.joinKey ?? [] })
  const pairing = await pairAnswers(connection, job)
  const outcomeMetrics = job.metrics.filter((metric) => !isOperational(metric))
  const withOutcomes = await onOutcomes(connection, job, pairing, outcomeMetrics)
  const measurements: Measurement[] = []
  for (const metric of job.metrics) {
    const found = withOutcomes.find((measurement) => measurement.metric === metric) ?? (await operational(connection, job, pairing, metric))
    if (found) measurements.push(found)
  }
  for (const slice of job.slices ?? []) {
    if (isChangeMetric(slice.metric)) measurements.push(await measureChange(connection, job, slice.metric, slice))
  }
  return measurements
}

function isOperational(metric: string): boolean {
  return isChangeMetric(metric) || metric === 'prediction_psi' || metric === 'error_rate' || metric.startsWith('latency_p')
}

async function operational(
  connection: DuckDBConnection,
  job: AnalyzeJob,
  pairing: Pairing,
  metric: string,
): Promise<Measurement | undefined> {
  if (isChangeMetric(metric)) return measureChange(connection, job, metric)
  if (metric === 'prediction_psi') return measurePredictionPsi(connection, job, pairing)
  if (metric === 'error_rate') return measureErrorRate(connection, job)
  return measureLatency(connection, job, Number(metric.slice('latency_p'.length)))
}

async function onOutcomes(
  connection: DuckDBConnection,
  job: AnalyzeJob,
  pairing: Pairing,
  metrics: readonly string[],
): Promise<Measurement[]> {
  if (metrics.length === 0) return []
  if (!job.groundTruth) return metrics.map((metric) => ({ metric, samples: 0, paired: pairing === 'paired' }))
  await joinOutcomes(connection, 'current', job.groundTruth, job)
  return measureOutcomes(connection, job, pairing, metrics)
}
