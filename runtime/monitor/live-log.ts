import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, LiveWindow } from '../../schema/generated/jobs.js'
import { identifier, literal, NO_FIELD, struct, timestamp } from '../sql.js'
import { asBool, asInstant } from './json-values.js'
import { logFiles } from './log-files.js'
import { offlineSql } from './offline-log.js'

export interface LogColumns {
  /** Model inputs to read. */
  readonly inputs: readonly Column[]
  /** Join keys to read as text: from keys, or from the inputs where a key is one. */
  readonly keys: readonly string[]
}

/**
 * Reads a window of the inference log into a table with ts, received, id, row, version, role, status, latency_ms, prediction
 * (null unless status is ok), inputs (a struct of the inputs, typed), has_inputs (whether any has a value) and keys (a
 * struct of text). The log may be written to meanwhile: a line that is not whole, or no record, is passed over. A value
 * that does not have its column's type is missing.
 */
export async function loadLiveLog(connection: DuckDBConnection, table: string, window: LiveWindow, columns: LogColumns): Promise<void> {
  const raw = await rawSql(window, columns)
  await connection.run(`
    CREATE TEMP TABLE ${identifier(table)} AS
    SELECT ts, received, id, row, version, role, status, "latencyMs" AS latency_ms,
      CASE WHEN status = 'ok' AND isfinite(prediction) THEN prediction END AS prediction,
      ${struct(columns.inputs.map((column) => [column.name, inputSql(column)]))} AS inputs,
      ${columns.inputs.map(({ name }) => `"in".${identifier(name)} IS NOT NULL`).join(' OR ') || 'false'} AS has_inputs,
      ${struct(columns.keys.map((key) => [key, `coalesce(keys.${identifier(key)}, "in".${identifier(key)}::VARCHAR)`]))} AS keys
    FROM (${raw})
    WHERE id IS NOT NULL AND version IS NOT NULL AND ts >= ${timestamp(window.from)} AND ts < ${timestamp(window.to)}`)
}

async function rawSql(window: LiveWindow, columns: LogColumns): Promise<string> {
  if (window.offline) return offlineSql(window.offline, window, columns)
  const files = await logFiles(window)
  return files.length > 0 ? readSql(files, columns) : emptySql(columns)
}

const FIELDS = {
  ts: 'TIMESTAMPTZ',
  received: 'TIMESTAMPTZ',
  id: 'VARCHAR',
  row: 'BIGINT',
  version: 'BIGINT',
  role: 'VARCHAR',
  status: 'VARCHAR',
  latencyMs: 'DOUBLE',
  prediction: 'DOUBLE',
} as const

function fieldsOf({ inputs, keys }: LogColumns): [string, string][] {
  const types = new Map(keys.map((key) => [key, 'VARCHAR']))
  // Booleans may be logged as true or as the 1 that the model saw, times as text or a number: read as text, then converted.
  for (const { name, type } of inputs) types.set(name, type === 'int64' || type === 'float64' ? 'DOUBLE' : 'VARCHAR')
  return [...Object.entries(FIELDS), ['in', structType([...types])], ['keys', structType(keys.map((key) => [key, 'VARCHAR']))]]
}

function readSql(files: readonly string[], columns: LogColumns): string {
  const typed = fieldsOf(columns).map(([name, type]) => `${literal(name)}: ${literal(type)}`)
  // format is given because a first line that is torn would be taken for something else.
  return `SELECT * FROM read_json([${files.map(literal).join(', ')}], format = 'newline_delimited', ignore_errors = true, columns = {${typed.join(', ')}})`
}

function emptySql(columns: LogColumns): string {
  return `SELECT ${fieldsOf(columns)
    .map(([name, type]) => `NULL::${type} AS ${identifier(name)}`)
    .join(', ')} WHERE false`
}

function structType(fields: readonly (readonly [string, string])[]): string {
  const listed = fields.length > 0 ? fields : [[NO_FIELD, 'VARCHAR'] as const]
  return `STRUCT(${listed.map(([name, type]) => `${identifier(name)} ${type}`).join(', ')})`
}

/** An input with its type. Missing text is logged as null or, as the model sees it, as empty. */
function inputSql({ name, type }: Column): string {
  const value = `"in".${identifier(name)}`
  if (type === 'string') return `nullif(${value}, '')`
  if (type === 'bool') return asBool(value)
  if (type === 'timestamp') return asInstant(value)
  if (type === 'date') return `CAST(${asInstant(value)} AS DATE)`
  return `CASE WHEN isfinite(${value}) THEN ${value} END`
}
