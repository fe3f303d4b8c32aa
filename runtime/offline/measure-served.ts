import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { JobResult, MeasureServedJob, ServedReport, ServedSpan } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { withDuckDb } from '../duckdb.js'
import { computeMetrics } from '../evaluate/metrics/compute-metrics.js'
import type { JobContext } from '../job-context.js'
import { loadLiveLog } from '../monitor/live-log.js'
import { ANSWERED } from '../monitor/live-sample.js'
import { joinOutcomes } from '../monitor/outcomes.js'

/** Rows that callers were answered, in order of time. */
interface Answers {
  /** Milliseconds since 1970. */
  readonly times: Float64Array
  /** NaN where the outcome is not known. */
  readonly labels: Float64Array
  readonly predictions: Float64Array
}

/**
 * Metrics of what callers were answered, whichever version answered, on the rows whose outcome is known at asOf: over the whole window
 * and over spans of it. Metrics that are not defined on the rows are absent.
 * @throws AIFactoryError of joinOutcomes; AF7606 where the log cannot be read.
 */
export async function measureServed(job: MeasureServedJob, context: JobContext): Promise<JobResult> {
  const tempDir = join(job.outputDir, 'tmp')
  const answers = await withDuckDb({ signal: context.signal, tempDir }, (connection) => readAnswers(connection, job))
    .catch((error: unknown) => {
      throw duckDbFailure(error, 'AF7606', 'what was served cannot be measured', `Check the files in ${job.current.logDir}.`)
    })
    .finally(() => rm(tempDir, { recursive: true, force: true }))
  const spans = job.spans.map(({ from, to }) => measure(job, answers, firstFrom(answers.times, from), firstFrom(answers.times, to)))
  const served: ServedReport = { ...measure(job, answers, 0, answers.times.length), spans }
  return { kind: 'MeasureServed', served }
}

async function readAnswers(connection: DuckDBConnection, job: MeasureServedJob): Promise<Answers> {
  await loadLiveLog(connection, 'current', job.current, { inputs: [], keys: job.groundTruth.joinKey })
  await joinOutcomes(connection, 'current', job.groundTruth, job)
  const reader = await connection.runAndReadAll(
    `SELECT CAST(epoch_ms(ts) AS DOUBLE), coalesce(label, 'nan'), prediction FROM current LEFT JOIN outcomes USING (id, row, ts)
     WHERE ${ANSWERED} AND prediction IS NOT NULL ORDER BY ts, id, row`,
  )
  const [times = [], labels = [], predictions = []] = reader.getColumns()
  return {
    times: Float64Array.from(times, Number),
    labels: Float64Array.from(labels, Number),
    predictions: Float64Array.from(predictions, Number),
  }
}

function measure({ task, threshold }: MeasureServedJob, { labels, predictions }: Answers, from: number, to: number): ServedSpan {
  const y: number[] = []
  const p: number[] = []
  for (let row = from; row < to; row++) {
    const label = labels[row] ?? Number.NaN
    if (Number.isNaN(label)) continue
    y.push(label)
    p.push(predictions[row] ?? 0)
  }
  const metrics = computeMetrics(task, Float64Array.from(y), { values: Float64Array.from(p) }, { threshold })
  return { rows: to - from, outcomes: y.length, metrics }
}

/** Index of the first time that is not before another. */
function firstFrom(times: Float64Array, from: string): number {
  const wanted = Date.parse(from)
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
