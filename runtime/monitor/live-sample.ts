import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { identifier } from '../sql.js'
import type { Sample } from '../statistics/sample.js'
import { readSample, readSamples } from './read-sample.js'

/** Requests that a caller got the answer of; a mirror repeats one that is counted already. */
export const ANSWERED = "role IN ('primary', 'canary')"
/** Rows that got as far as having inputs. */
const WITH_INPUTS = `${ANSWERED} AND (status = 'ok' OR has_inputs)`

/**
 * Columns of a log that loadLiveLog has read, in their order. Inputs are those of every answered request, whichever version
 * answered; "prediction" is that of one version.
 *
 * Versions may have different inputs. The rows of another version count only where it has ever had a value of the column,
 * and those of a failed request only where it got as far as having inputs.
 */
export async function liveSamples(
  connection: DuckDBConnection,
  table: string,
  version: number,
  columns: readonly Column[],
): Promise<Sample[]> {
  const log = identifier(table)
  const inputs = columns.filter(({ name }) => name !== 'prediction')
  const counted = await rowsOfInputs(connection, log, version, inputs)
  const sampled = inputs.map(({ name, type }, i) => ({ value: `inputs.${identifier(name)}`, type, rows: counted[i] ?? 0 }))
  const samples = await readSamples(connection, `(SELECT inputs FROM ${log} WHERE ${WITH_INPUTS})`, sampled)
  const ofInputs = new Map(inputs.map((column, i) => [column.name, samples[i]]))
  const all: Sample[] = []
  for (const column of columns) all.push(ofInputs.get(column.name) ?? (await predictions(connection, log, version, column)))
  return all
}

/** Rows that count for each input. A version that has never had a value of it has no part in them. */
async function rowsOfInputs(connection: DuckDBConnection, log: string, version: number, inputs: readonly Column[]): Promise<number[]> {
  const known = inputs.map(({ name }, i) => `, count(inputs.${identifier(name)}) > 0 AS k${i}`).join('')
  const versions = await query<{ version: number; rows: number } & Record<string, boolean>>(
    connection,
    `SELECT version, count(*) FILTER (${WITH_INPUTS}) AS rows${known} FROM ${log} GROUP BY version`,
  )
  return inputs.map((_, i) => versions.reduce((sum, each) => sum + (each.version === version || each[`k${i}`] === true ? each.rows : 0), 0))
}

function predictions(connection: DuckDBConnection, log: string, version: number, { type }: Column): Promise<Sample> {
  return readSample(
    connection,
    `(SELECT prediction FROM ${log} WHERE ${ANSWERED} AND version = ${version} AND status = 'ok')`,
    'prediction',
    type,
  )
}
