import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../schema/generated/jobs.js'
import { identifier } from '../sql.js'
import type { Sample } from '../statistics/sample.js'
import { readSample } from './read-sample.js'

/** Requests that a caller got the answer of; a mirror repeats one that is counted already. */
export const ANSWERED = "role IN ('primary', 'canary')"

/**
 * A column of a log that loadLiveLog has read. Inputs are those of every answered request, whichever version answered;
 * "prediction" is that of one version.
 *
 * Versions may have different inputs. The rows of another version count only where it has ever had a value of the column,
 * and those of a failed request only where it got as far as having inputs.
 */
export async function liveSample(connection: DuckDBConnection, table: string, version: number, column: Column): Promise<Sample> {
  const log = identifier(table)
  if (column.name === 'prediction') {
    return readSample(
      connection,
      `(SELECT prediction FROM ${log} WHERE ${ANSWERED} AND version = ${version} AND status = 'ok')`,
      'prediction',
      column.type,
    )
  }
  const value = `inputs.${identifier(column.name)}`
  const rows = `SELECT ${value} AS value FROM ${log}
    WHERE ${ANSWERED} AND (version = ${version} OR version IN (SELECT version FROM ${log} WHERE ${value} IS NOT NULL))
      AND (status = 'ok' OR has_inputs)`
  return readSample(connection, `(${rows})`, 'value', column.type)
}
