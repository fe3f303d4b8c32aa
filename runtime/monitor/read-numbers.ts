import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType } from '../../schema/generated/jobs.js'
import { type NumericSample, sampleOfSorted } from '../statistics/sample.js'
import { sortFloats } from '../statistics/sort-floats.js'
import type { SampledColumn } from './read-sample.js'

/** Values of one column as they come, without those that are missing. */
interface Gathered {
  readonly values: Float32Array | Float64Array
  length: number
}

/** Numeric columns in one scan. The values lie unboxed in arrays of their own, and are sorted one column after another. */
export async function readNumbers(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly SampledColumn[],
): Promise<NumericSample[]> {
  if (columns.length === 0) return []
  const gathered = columns.map(
    ({ type, rows }): Gathered => ({ values: isTime(type) ? new Float64Array(rows) : new Float32Array(rows), length: 0 }),
  )
  // NaN stands for what is missing: a column without nulls is read without looking at its mask.
  const result = await connection.stream(
    `SELECT ${columns.map(({ value, type }) => `coalesce(${numberSql(value, type)}, 'NaN')`).join(', ')} FROM ${relation}`,
  )
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [i, column] of gathered.entries()) {
      const vector = chunk.getColumnVector(i)
      const { values } = column
      let { length } = column
      for (let row = 0; row < vector.itemCount; row++) {
        const value = vector.getItem(row) as number
        if (Number.isFinite(value)) values[length++] = value
      }
      column.length = length
    }
  }
  return gathered.map(({ values, length }, i) => {
    const present = values.subarray(0, length)
    if (present instanceof Float32Array) sortFloats(present)
    else present.sort()
    return sampleOfSorted(present, (columns[i]?.rows ?? 0) - length)
  })
}

const isTime = (type: ColumnType): boolean => type === 'timestamp' || type === 'date'

function numberSql(value: string, type: ColumnType): string {
  return isTime(type) ? `CAST(epoch_ms(CAST(${value} AS TIMESTAMPTZ)) AS DOUBLE)` : `TRY_CAST(${value} AS FLOAT)`
}
