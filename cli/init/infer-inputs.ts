import type { DuckDBConnection } from '@duckdb/node-api'
import { query } from '../../runtime/duckdb.js'
import { identifier } from '../../runtime/sql.js'
import type { InferredLabel } from './infer-label.js'
import { type InferredTimes, isKey } from './infer-times.js'
import type { ColumnProfile, DataProfile } from './profile.js'

/** Distinct texts above which a column is free text or names rather than categories. */
const MOST_CATEGORIES = 1000

export interface InferredInputs {
  readonly columns: readonly ColumnProfile[]
  /** Columns that are not inputs, and why. */
  readonly left: readonly { readonly name: string; readonly why: string }[]
}

/** The columns that a caller can send: all but times, keys, constants, free text, and those that give the label away. */
export async function inferInputs(
  connection: DuckDBConnection,
  profile: DataProfile,
  label: InferredLabel,
  times: InferredTimes | undefined,
): Promise<InferredInputs> {
  const columns: ColumnProfile[] = []
  const left: { name: string; why: string }[] = []
  for (const column of profile.columns) {
    if (column === label.column || column === times?.event || column === times?.known) continue
    const why =
      reason(column, profile.rows) ??
      ((await givesAway(connection, profile, label, column)) ? `gives ${label.column.name} away` : undefined)
    if (why === undefined) columns.push(column)
    else left.push({ name: column.name, why })
  }
  return { columns, left }
}

function reason(column: ColumnProfile, rows: number): string | undefined {
  if (column.type === 'timestamp' || column.type === 'date') return 'a time'
  if (column.distinct < 2) return 'one value only'
  if (isKey(column, rows)) return 'identifies rows'
  if (column.type === 'string' && (column.distinct > MOST_CATEGORIES || column.distinct * 2 > rows)) return 'free text or names'
  return undefined
}

/** Whether each of a column's few values goes with one class: it was probably written down with the outcome. */
async function givesAway(
  connection: DuckDBConnection,
  { relation }: DataProfile,
  label: InferredLabel,
  column: ColumnProfile,
): Promise<boolean> {
  if (label.task === 'regression' || column.values === undefined) return false
  const [a, b] = [identifier(column.name), identifier(label.column.name)]
  const [row] = await query<{ mixed: number }>(
    connection,
    `SELECT count(*) AS mixed FROM (SELECT ${a} FROM ${relation} WHERE ${b} IS NOT NULL GROUP BY ${a} HAVING count(DISTINCT ${b}) > 1)`,
  )
  return row?.mixed === 0
}
