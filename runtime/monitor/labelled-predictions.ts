import type { DuckDBConnection } from '@duckdb/node-api'

/** Labels and predictions row by row; a query's first and second column, both numbers. */
export async function labelledPredictions(
  connection: DuckDBConnection,
  sql: string,
): Promise<{ labels: Float64Array; predictions: Float64Array }> {
  const [labels = [], predictions = []] = (await connection.runAndReadAll(sql)).getColumns()
  return { labels: Float64Array.from(labels, Number), predictions: Float64Array.from(predictions, Number) }
}
