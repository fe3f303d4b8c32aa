import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { JobResult, ScoreJob } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { query, withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import type { ColumnValues, ModelInput } from '../model/feeds.js'
import { loadPredictor } from '../model/load-predictor.js'
import { identifier, literal, timestamp } from '../sql.js'

/** Rows that are in memory at a time. */
const BATCH = 32_768
const ROW_GROUP = 8192

/**
 * Predicts the rows of traffic.parquet from a time on. Writes predictions.parquet: n, and prediction (as a server logs it: a
 * probability, a class's index or a value), NULL where the model takes no missing value and there is one.
 * @throws AIFactoryError AF731x for the model; AF7606 where the rows cannot be read.
 */
export async function score(job: ScoreJob, context: JobContext): Promise<JobResult> {
  const tempDir = join(job.outputDir, 'tmp')
  const offlineRows = await withDuckDb({ signal: context.signal, tempDir }, (connection) => predict(connection, job, context))
    .catch((error: unknown) => {
      throw duckDbFailure(error, 'AF7606', 'the rows cannot be scored', `Check the files in ${job.trafficDir}.`)
    })
    .finally(() => rm(tempDir, { recursive: true, force: true }))
  return { kind: 'Score', offlineRows }
}

async function predict(connection: DuckDBConnection, job: ScoreJob, context: JobContext): Promise<number> {
  const traffic = `read_parquet(${literal(join(job.trafficDir, 'traffic.parquet'))})`
  const [range] = await query<{ first: number | null; rows: number }>(
    connection,
    `SELECT min(n) AS first, count(*) AS rows FROM ${traffic} WHERE ts >= ${timestamp(job.from)}`,
  )
  const rows = range?.rows ?? 0
  await connection.run('CREATE TEMP TABLE scored (n BIGINT, prediction DOUBLE)')
  const predictor = await loadPredictor(job.modelDir, { intraOpNumThreads: 1 })
  try {
    const { inputs } = predictor.manifest
    const appender = await connection.createAppender('scored')
    for (let done = 0; done < rows; done += BATCH) {
      context.signal.throwIfAborted()
      context.progress({ done, total: rows, unit: 'rows' })
      const start = (range?.first ?? 0) + done
      const { numbers, columns, whole } = await readBatch(connection, traffic, inputs, start)
      const { values } = await predictor.predict(columns, numbers.length)
      for (const [row, n] of numbers.entries()) {
        appender.appendBigInt(BigInt(n))
        const value = values[row]
        if (value !== undefined && whole[row]) appender.appendDouble(value)
        else appender.appendNull()
        appender.endRow()
      }
      appender.flushSync()
    }
    appender.closeSync()
  } finally {
    await predictor.close()
  }
  await connection.run(
    `COPY (SELECT * FROM scored ORDER BY n) TO ${literal(join(job.outputDir, 'predictions.parquet'))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
  )
  context.progress({ done: rows, total: rows, unit: 'rows' })
  return rows
}

interface Batch {
  readonly numbers: readonly number[]
  readonly columns: Readonly<Record<string, ColumnValues>>
  /** Whether a row has a value of every input that takes no missing one. */
  readonly whole: readonly boolean[]
}

async function readBatch(connection: DuckDBConnection, traffic: string, inputs: readonly ModelInput[], start: number): Promise<Batch> {
  const strict = inputs.filter(({ datatype }) => datatype === 'int64').map(({ name }) => `"in".${identifier(name)} IS NOT NULL`)
  const reader = await connection.runAndReadAll(
    `SELECT CAST(n AS DOUBLE), ${strict.join(' AND ') || 'true'}, ${inputs.map(feedSql).join(', ')}
     FROM ${traffic} WHERE n >= ${start} AND n < ${start + BATCH} ORDER BY n`,
  )
  const [numbers = [], whole = [], ...values] = reader.getColumns()
  return {
    numbers: numbers.map(Number),
    whole: whole.map(Boolean),
    columns: Object.fromEntries(inputs.map(({ name }, i) => [name, values[i] as ColumnValues])),
  }
}

function feedSql({ name, datatype }: ModelInput): string {
  const value = `"in".${identifier(name)}`
  if (datatype === 'string') return `coalesce(CAST(${value} AS VARCHAR), '')`
  if (datatype === 'int64') return `coalesce(TRY_CAST(${value} AS BIGINT), 0)`
  return `coalesce(TRY_CAST(${value} AS FLOAT), 'nan'::FLOAT)`
}
