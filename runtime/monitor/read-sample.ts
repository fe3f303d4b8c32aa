import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType } from '../../schema/generated/jobs.js'
import type { Sample } from '../statistics/sample.js'

/** Whether a column is compared as numbers or as categories. */
export function sampleKind(type: ColumnType): Sample['kind'] {
  return type === 'string' || type === 'bool' ? 'categorical' : 'numeric'
}

/**
 * A column's values with how often each occurs, counted and sorted by DuckDB.
 *
 * Numbers are rounded to single precision on both sides: a model's inputs and outputs are float32, so the log holds
 * 0.10000000149 where the training data holds 0.1, and columns with many ties would seem to have moved. Times are milliseconds.
 */
export async function readSample(connection: DuckDBConnection, relation: string, value: string, type: ColumnType): Promise<Sample> {
  const kind = sampleKind(type)
  const sql = `SELECT value, count(*)::DOUBLE AS n FROM (SELECT ${comparable(value, type)} AS value FROM ${relation}) GROUP BY value ORDER BY value`
  const result = await connection.stream(sql)
  const values: unknown[] = []
  const counts: number[] = []
  let missing = 0
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const found = chunk.getColumnValues(0)
    const numbers = chunk.getColumnValues(1)
    for (let i = 0; i < found.length; i++) {
      if (found[i] === null) missing += Number(numbers[i])
      else {
        values.push(found[i])
        counts.push(Number(numbers[i]))
      }
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (kind === 'numeric') return { kind, values: Float64Array.from(values, Number), counts: Float64Array.from(counts), total, missing }
  return { kind, counts: new Map(values.map((name, i) => [String(name), counts[i] as number])), total, missing }
}

function comparable(value: string, type: ColumnType): string {
  if (type === 'string') return `nullif(CAST(${value} AS VARCHAR), '')`
  if (type === 'bool') return `CAST(CAST(${value} AS BOOLEAN) AS VARCHAR)`
  if (type === 'timestamp' || type === 'date') return `CAST(epoch_ms(CAST(${value} AS TIMESTAMPTZ)) AS DOUBLE)`
  // Adding 0 makes -0 and 0 one group.
  const single = `CAST(TRY_CAST(${value} AS FLOAT) AS DOUBLE)`
  return `CASE WHEN isfinite(${single}) THEN ${single} + 0 END`
}
