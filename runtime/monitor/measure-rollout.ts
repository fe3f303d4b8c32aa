import type { DuckDBConnection } from '@duckdb/node-api'
import type { AnalyzeJob, Measurement, MetricValues } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { computeMetrics } from '../evaluate/metrics/compute-metrics.js'
import { binPair } from '../statistics/bins.js'
import { psi } from '../statistics/psi.js'
import { labelledPredictions } from './labelled-predictions.js'
import { readSample } from './read-sample.js'

/** Which answers of a version count: those of requests that both versions answered, or its own. */
export type Pairing = 'paired' | 'unpaired'

/**
 * Makes a table named pairs of the requests in the table current that both versions answered (mirrored ones), and tells
 * whether there are any. A caller may use an id twice, so the request's time belongs to its identity.
 */
export async function pairAnswers(connection: DuckDBConnection, { version, champion }: AnalyzeJob): Promise<Pairing> {
  const answers = (of: number) =>
    `SELECT id, row, ts, any_value(prediction) AS prediction FROM current WHERE version = ${of} AND prediction IS NOT NULL GROUP BY id, row, ts`
  await connection.run(`
    CREATE TEMP TABLE pairs AS
    SELECT id, row, ts, a.prediction AS prediction, b.prediction AS champion
    FROM (${answers(version)}) a JOIN (${answers(champion)}) b USING (id, row, ts)`)
  return (await rowsOf(connection, 'pairs')) > 0 ? 'paired' : 'unpaired'
}

async function rowsOf(connection: DuckDBConnection, relation: string): Promise<number> {
  const [counted] = await query<{ rows: number }>(connection, `SELECT count(*) AS rows FROM ${relation}`)
  return counted?.rows ?? 0
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
export async function measureErrorRate(connection: DuckDBConnection, { version, champion }: AnalyzeJob): Promise<Measurement> {
  const rates = await query<{ version: number; rate: number; rows: number }>(
    connection,
    `SELECT version, avg(CASE WHEN status = 'error' THEN 1.0 ELSE 0.0 END)::DOUBLE AS rate, count(*) AS rows FROM current GROUP BY version`,
  )
  const of = (wanted: number) => rates.find((rate) => rate.version === wanted)
  return { metric: 'error_rate', value: of(version)?.rate, champion: of(champion)?.rate, samples: of(version)?.rows ?? 0, paired: false }
}

/** A quantile of the time that requests took, in milliseconds, failed ones included. The rows of a request, which may have times of their own, count once. */
export async function measureLatency(
  connection: DuckDBConnection,
  { version, champion }: AnalyzeJob,
  percentile: number,
): Promise<Measurement> {
  const found = await query<{ version: number; latency: number | null; requests: number }>(
    connection,
    `SELECT version, quantile_cont(latency, ${percentile / 100}) AS latency, count(latency) AS requests
     FROM (SELECT version, max(latency_ms) AS latency FROM current GROUP BY version, id, received) GROUP BY version`,
  )
  const of = (wanted: number) => found.find((row) => row.version === wanted)
  return {
    metric: `latency_p${percentile}`,
    value: of(version)?.latency ?? undefined,
    champion: of(champion)?.latency ?? undefined,
    samples: of(version)?.requests ?? 0,
    paired: false,
  }
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
  const measured = async (sql: string): Promise<{ values: MetricValues; samples: number }> => {
    const { labels, predictions } = await labelledPredictions(connection, sql)
    return { values: computeMetrics(job.task, labels, { values: predictions }), samples: labels.length }
  }
  const version = await measured(rows(job.version, 'prediction'))
  const champion = await measured(rows(job.champion, 'champion'))
  return metrics.map((metric) => ({
    metric,
    value: version.values[metric],
    champion: champion.values[metric],
    samples: version.samples,
    paired: pairing === 'paired',
  }))
}
