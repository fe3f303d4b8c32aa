import type { DuckDBConnection } from '@duckdb/node-api'
import type { AnalyzeJob, Measurement, MetricValues, SequenceRequest } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { computeMetrics } from '../evaluate/metrics/compute-metrics.js'
import { binPair } from '../statistics/bins.js'
import { psi } from '../statistics/psi.js'
import { labelledPredictions } from './labelled-predictions.js'
import { countRows, readSample } from './read-sample.js'
import type { Arm } from './sequences/estimates.js'
import { outcomeSequence } from './sequences/outcome-sequence.js'
import { errorRateSequence, latencySequence } from './sequences/server-sequence.js'

/** Which answers of a version count: those of requests that both versions answered, or its own. */
export type Pairing = 'paired' | 'unpaired'

/**
 * Makes a table named pairs of the requests in the table current that both versions answered (mirrored ones), and tells
 * whether there are any. A caller may use an id twice, so the request's time belongs to its identity.
 */
export async function pairAnswers(connection: DuckDBConnection, { version, champion }: AnalyzeJob): Promise<Pairing> {
  const answers = (of: number) =>
    `SELECT id, row, ts, any_value(prediction) AS prediction, any_value(inputs) AS inputs FROM current WHERE version = ${of} AND prediction IS NOT NULL GROUP BY id, row, ts`
  await connection.run(`
    CREATE TEMP TABLE pairs AS
    SELECT id, row, ts, a.prediction AS prediction, b.prediction AS champion, a.inputs AS inputs
    FROM (${answers(version)}) a JOIN (${answers(champion)}) b USING (id, row, ts)`)
  return (await countRows(connection, 'pairs')) > 0 ? 'paired' : 'unpaired'
}

/** PSI of the version's predictions against the champion's. Unpaired, the smaller number of rows stands for both. */
export async function measurePredictionPsi(connection: DuckDBConnection, job: AnalyzeJob, pairing: Pairing): Promise<Measurement> {
  const own = (of: number) => `(SELECT prediction FROM current WHERE version = ${of} AND prediction IS NOT NULL)`
  const paired = pairing === 'paired'
  const reference = await readSample(connection, paired ? 'pairs' : own(job.champion), paired ? 'champion' : 'prediction', 'float64')
  const current = await readSample(connection, paired ? 'pairs' : own(job.version), 'prediction', 'float64')
  const samples = Math.min(reference.total, current.total)
  const bins = binPair(reference, current)
  return { metric: 'prediction_psi', ...(samples > 0 ? { value: psi(bins.reference, bins.current) } : {}), samples, paired }
}

/** Share of rows that failed, of each version's own rows. */
export async function measureErrorRate(connection: DuckDBConnection, job: AnalyzeJob): Promise<Measurement> {
  const found = await query<{ version: number; failed: number; rows: number }>(
    connection,
    `SELECT version, count(*) FILTER (status = 'error') AS failed, count(*) AS rows FROM current GROUP BY version`,
  )
  const of = (wanted: number) => found.find((row) => row.version === wanted) ?? { failed: 0, rows: 0 }
  const [version, champion] = [of(job.version), of(job.champion)]
  const rate = ({ failed, rows }: { failed: number; rows: number }) => (rows > 0 ? failed / rows : undefined)
  const sequences = version.rows > 0 ? requested(job, 'error_rate').map((request) => errorRateSequence(request, version, champion)) : []
  return {
    metric: 'error_rate',
    value: rate(version),
    champion: rate(champion),
    samples: version.rows,
    paired: false,
    ...(sequences.length > 0 && { sequences }),
  }
}

function requested({ sequences = [] }: AnalyzeJob, metric: string): readonly SequenceRequest[] {
  return sequences.filter((request) => request.metric === metric)
}

/** A quantile of the time that requests took, in milliseconds, failed ones included. The rows of a request, which may have times of their own, count once. */
export async function measureLatency(connection: DuckDBConnection, job: AnalyzeJob, percentile: number): Promise<Measurement> {
  const { version, champion } = job
  const metric = `latency_p${percentile}`
  const found = await query<{ version: number; latency: number | null; requests: number }>(
    connection,
    `SELECT version, quantile_cont(latency, ${percentile / 100}) AS latency, count(latency) AS requests
     FROM (${REQUESTS}) GROUP BY version`,
  )
  const of = (wanted: number) => found.find((row) => row.version === wanted)
  const requests = of(version) ? requested(job, metric) : []
  const [own, theirs] = requests.length > 0 ? [await sortedLatencies(connection, version), await sortedLatencies(connection, champion)] : []
  const sequences = own && theirs ? requests.map((request) => latencySequence(request, percentile / 100, own, theirs)) : []
  return {
    metric,
    value: of(version)?.latency ?? undefined,
    champion: of(champion)?.latency ?? undefined,
    samples: of(version)?.requests ?? 0,
    paired: false,
    ...(sequences.length > 0 && { sequences }),
  }
}

const REQUESTS = 'SELECT version, max(latency_ms) AS latency FROM current GROUP BY version, id, received'

async function sortedLatencies(connection: DuckDBConnection, version: number): Promise<Float64Array> {
  const reader = await connection.runAndReadAll(
    `SELECT latency FROM (${REQUESTS}) WHERE version = ${version} AND latency IS NOT NULL ORDER BY latency`,
  )
  return Float64Array.from(reader.getColumns()[0] ?? [], Number)
}

/** Metrics of both versions on requests whose outcome is known, from the table outcomes. */
export async function measureOutcomes(
  connection: DuckDBConnection,
  job: AnalyzeJob,
  pairing: Pairing,
  metrics: readonly string[],
): Promise<Measurement[]> {
  const rows = (of: number, column: string) =>
    pairing === 'paired'
      ? `SELECT label, ${column} FROM pairs JOIN outcomes USING (id, row, ts) ORDER BY id, row, ts`
      : `SELECT label, prediction FROM current JOIN outcomes USING (id, row, ts) WHERE version = ${of} AND prediction IS NOT NULL`
  const measured = async (sql: string): Promise<{ values: MetricValues; arm: Arm }> => {
    const arm = await labelledPredictions(connection, sql)
    return { values: computeMetrics(job.task, arm.labels, { values: arm.predictions }), arm }
  }
  const version = await measured(rows(job.version, 'prediction'))
  const champion = await measured(rows(job.champion, 'champion'))
  return metrics.map((metric) => {
    const sequences = requested(job, metric).flatMap(
      (request) => outcomeSequence(request, job.task, pairing, version.arm, champion.arm) ?? [],
    )
    return {
      metric,
      value: version.values[metric],
      champion: champion.values[metric],
      samples: version.arm.labels.length,
      paired: pairing === 'paired',
      ...(sequences.length > 0 && { sequences }),
    }
  })
}
