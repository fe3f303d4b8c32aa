import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import type { CategoricalSample, Sample } from '../statistics/sample.js'
import { readNumbers } from './read-numbers.js'

/** A column of a relation, of which a sample is wanted. */
export interface SampledColumn {
  /** SQL of the value. */
  readonly value: string
  readonly type: ColumnType
  /** Rows that count, with a value or without. Those that do not count have none. */
  readonly rows: number
}

/** Whether a column is compared as numbers or as categories. */
export function sampleKind(type: ColumnType): Sample['kind'] {
  return type === 'string' || type === 'bool' ? 'categorical' : 'numeric'
}

/**
 * The values of columns with how often each occurs, in the order of the columns; all numbers are read in one scan. Numbers are
 * rounded to single precision on both sides: a model's inputs and outputs are float32, so the log holds 0.10000000149 where the
 * training data holds 0.1, and columns with many ties would seem to have moved. Times are milliseconds. Empty text, NaN and
 * infinities are missing.
 */
export async function readSamples(connection: DuckDBConnection, relation: string, columns: readonly SampledColumn[]): Promise<Sample[]> {
  const numeric = columns.filter(({ type }) => sampleKind(type) === 'numeric')
  const numbers = new Map((await readNumbers(connection, relation, numeric)).map((sample, i) => [numeric[i], sample]))
  const samples: Sample[] = []
  for (const column of columns) samples.push(numbers.get(column) ?? (await readCategories(connection, relation, column)))
  return samples
}

/** One column of a relation whose rows all count. */
export async function readSample(connection: DuckDBConnection, relation: string, value: string, type: ColumnType): Promise<Sample> {
  const [sample] = await readSamples(connection, relation, [{ value, type, rows: await countRows(connection, relation) }])
  if (!sample) throw new Error('a column has a sample')
  return sample
}

export async function countRows(connection: DuckDBConnection, relation: string): Promise<number> {
  const [counted] = await query<{ rows: number }>(connection, `SELECT count(*) AS rows FROM ${relation}`)
  return counted?.rows ?? 0
}

async function readCategories(
  connection: DuckDBConnection,
  relation: string,
  { value, type, rows }: SampledColumn,
): Promise<CategoricalSample> {
  const text = type === 'bool' ? `CAST(CAST(${value} AS BOOLEAN) AS VARCHAR)` : `nullif(CAST(${value} AS VARCHAR), '')`
  const counts = new Map<string, number>()
  let total = 0
  const result = await connection.stream(
    `SELECT v, count(*)::DOUBLE FROM (SELECT ${text} AS v FROM ${relation}) WHERE v IS NOT NULL GROUP BY v`,
  )
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [names = [], numbers = []] = chunk.getColumns()
    names.forEach((name, i) => {
      const count = Number(numbers[i])
      counts.set(String(name), count)
      total += count
    })
  }
  return { kind: 'categorical', counts, total, missing: rows - total }
}
