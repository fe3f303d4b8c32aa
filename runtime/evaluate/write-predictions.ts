import { rename } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DatasetManifest } from '../../schema/generated/jobs.js'
import { identifier, literal } from '../sql.js'
import type { JudgedRows } from './rows.js'

/**
 * Writes predictions.parquet, one row for each test row in the dataset's order: event_timestamp where the dataset has times, label
 * and prediction as numbers (a class as its index), probabilities for multiclass, and the carried columns.
 */
export async function writePredictions(
  connection: DuckDBConnection,
  path: string,
  testPath: string,
  rows: JudgedRows,
  dataset: DatasetManifest,
  carried: readonly string[],
): Promise<void> {
  const { values, probabilities } = rows.predictions
  const width = probabilities ? probabilities.length / Math.max(1, values.length) : 0
  const shares = Array.from({ length: width }, (_, k) => `p${k}`)
  await connection.run(`CREATE TEMP TABLE judged (label DOUBLE, prediction DOUBLE${shares.map((name) => `, ${name} DOUBLE`).join('')})`)
  const appender = await connection.createAppender('judged')
  for (let row = 0; row < values.length; row++) {
    appender.appendDouble(rows.labels[row] ?? 0)
    appender.appendDouble(values[row] ?? 0)
    for (let k = 0; k < width; k++) appender.appendDouble(probabilities?.[row * width + k] ?? 0)
    appender.endRow()
  }
  appender.closeSync()
  const own = new Set(['event_timestamp', 'label', 'prediction', 'probabilities'])
  const selected = [
    ...(dataset.timestampField === null ? [] : [`t.${identifier(dataset.timestampField)} AS event_timestamp`]),
    'j.label',
    'j.prediction',
    ...(width > 0 ? [`[${shares.map((name) => `j.${name}`).join(', ')}] AS probabilities`] : []),
    ...carried.filter((name) => !own.has(name)).map((name) => `t.${identifier(name)}`),
  ]
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM (SELECT * FROM read_parquet(${literal(testPath)}) WHERE label IS NOT NULL) t POSITIONAL JOIN judged j)
     TO ${literal(`${path}.tmp`)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  await connection.run('DROP TABLE judged')
  await rename(`${path}.tmp`, path)
}
