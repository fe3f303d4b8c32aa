import type { DuckDBConnection } from '@duckdb/node-api'
import { query } from '../../runtime/duckdb.js'
import { identifier } from '../../runtime/sql.js'
import type { ColumnProfile, DataProfile } from './profile.js'

export interface InferredTimes {
  readonly event: ColumnProfile
  /** When a row became known, where that is another column. */
  readonly known?: ColumnProfile
}

const NOT_OF_EVENTS = /birth|dob|expir|valid_(from|to|until)/i
const OF_EVENTS = /^(event_?)?(time|timestamp|ts|datetime|date|day|hour)(_?stamp)?$|event|occurred|_at$|time|date/i
const OF_KNOWLEDGE = /created|ingest|known|landed|arrived|recorded|loaded|received|inserted/i
/** Fewest distinct times that a split by time makes sense with. */
const FEWEST_TIMES = 10

/**
 * The time at which rows happened: a complete time column, by name, else the first; and the time at which they became known: a
 * complete one whose name says so and that is never before the event. Undefined where no column tells.
 */
export async function inferTimes(connection: DuckDBConnection, { columns, relation }: DataProfile): Promise<InferredTimes | undefined> {
  const times = columns.filter(
    ({ name, type, missing, distinct }) =>
      (type === 'timestamp' || type === 'date') && missing === 0 && distinct >= FEWEST_TIMES && !NOT_OF_EVENTS.test(name),
  )
  const events = times.filter(({ name }) => !OF_KNOWLEDGE.test(name))
  const event = events.find(({ name }) => OF_EVENTS.test(name)) ?? events[0] ?? times[0]
  if (event === undefined) return undefined
  for (const known of times.filter((column) => column !== event && OF_KNOWLEDGE.test(column.name))) {
    const [row] = await query<{ before: number }>(
      connection,
      `SELECT count(*) AS before FROM ${relation} WHERE ${identifier(known.name)} < ${identifier(event.name)}`,
    )
    if (row?.before === 0) return { event, known }
  }
  return { event }
}

/** Whether a column identifies rows or things rather than describing them. */
export function isKey({ name, type, distinct, missing }: ColumnProfile, rows: number): boolean {
  if (type !== 'string' && type !== 'int64') return false
  return (
    /(^|_)(id|key|uuid|guid)$|[a-z](Id|ID|Key)$|^(unnamed|index|row_?(number|id)?|no)$/i.test(name) ||
    (type === 'string' && distinct === rows - missing && rows > 20)
  )
}

/**
 * The thing that rows are about: a key, or else a text, with several rows each. Undefined where there is none.
 */
export function inferEntity(columns: readonly ColumnProfile[], rows: number, label: string): ColumnProfile | undefined {
  const several = columns.filter(({ name, missing, distinct }) => name !== label && missing === 0 && distinct >= 2 && distinct * 2 <= rows)
  return (
    several.find((column) => isKey(column, rows)) ??
    several.find(({ type, distinct }) => type === 'string' && distinct >= 5 && distinct * 50 <= rows)
  )
}
