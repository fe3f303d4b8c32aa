import type { ColumnType, DatasetManifest, FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { DUCKDB_TYPES } from '../data/column-type.js'
import type { OpenSource } from '../data/open-source.js'
import { asType } from '../monitor/json-values.js'
import { identifier } from '../sql.js'
import type { RequestColumn } from '../traffic/traffic-table.js'

type ModelColumn = DatasetManifest['inputs'][number]
type Field = readonly [name: string, sql: string]

/** The model's inputs as a server puts them together, over the table sent and the tables online_<index>. NaN and infinities are missing. */
export function inputFields(
  inputs: readonly ModelColumn[],
  columns: readonly RequestColumn[],
  views: readonly FeatureViewDefinition[],
  found: string,
): Field[] {
  return inputs.map(({ name, type, from }) => {
    const view = views.findIndex((candidate) => candidate.name === from)
    const value =
      view < 0 ? requestValue(name, columns) : `CASE WHEN ${identifier(`${found}${view}`)} THEN ${identifier(`${view}:${name}`)} END`
    return [name, finite(`CAST(${value} AS ${DUCKDB_TYPES[type]})`, type)]
  })
}

/** The columns that are logged as keys, as text. */
export function keyFields(names: readonly string[], columns: readonly RequestColumn[]): Field[] {
  return names.map((name) => {
    const value = requestValue(name, columns)
    const int = columns.find((column) => column.name === name)?.type === 'int64'
    return [name, `CAST(${int ? `CAST(${value} AS BIGINT)` : value} AS VARCHAR)`]
  })
}

/** A join key as it was sent, with the type that it has in a view's source. */
export function nativeKey(name: string, columns: readonly RequestColumn[], source: OpenSource): string {
  const type = source.columns.find((column) => column.name === name)?.duckDbType ?? 'VARCHAR'
  const value = requestValue(name, columns)
  const text = columns.find((column) => column.name === name)?.datatype === 'BYTES'
  return text ? asType(value, type) : `CAST(${value} AS ${type})`
}

/** Whether every part of a key was sent: a missing value and an empty text were not. */
export function wasSent(keys: readonly string[], columns: readonly RequestColumn[]): string {
  return keys.map((name) => `coalesce(CAST(${requestValue(name, columns)} AS VARCHAR) <> '', false)`).join(' AND ')
}

function requestValue(name: string, columns: readonly RequestColumn[]): string {
  const at = columns.findIndex((column) => column.name === name)
  if (at < 0) throw new Error(`${name} is not sent`)
  return `c${at}`
}

function finite(sql: string, type: ColumnType): string {
  return type === 'float64' ? `CASE WHEN isfinite(${sql}) THEN ${sql} END` : sql
}
