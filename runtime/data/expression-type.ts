import type { DuckDBConnection } from '@duckdb/node-api'
import { query } from '../duckdb.js'
import { duckDbFailure } from './duckdb-error.js'

/**
 * DuckDB's type of an SQL expression over a relation.
 * @throws AIFactoryError AF7201 where the expression is wrong; what says whose it is, such as "the label of departures".
 */
export async function expressionType(connection: DuckDBConnection, relation: string, expression: string, what: string): Promise<string> {
  try {
    // The line break ends a comment that the expression may end with.
    const [row] = await query<{ column_type: string }>(connection, `DESCRIBE SELECT (${expression}\n) AS value FROM ${relation}`)
    return row?.column_type ?? ''
  } catch (error) {
    throw duckDbFailure(
      error,
      'AF7201',
      `${what}: the expression ${expression} is wrong`,
      'Columns with capitals, blanks or signs are written in double quotes.',
    )
  }
}
