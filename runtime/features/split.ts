import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { DatasetDefinition } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { identifier, literal } from '../sql.js'

export const PARTS = ['train', 'validation', 'test'] as const
export type Part = (typeof PARTS)[number]

/** Columns of the table of examples that a split looks at. */
export const EVENT_COLUMN = '#event'
export const UNIT_COLUMN = '#unit'

/**
 * SQL over the dataset's source, called s, of a number from 0 to 1 that places a row, for random and group splits: a hash of
 * the whole row, or of a column, with the seed. A row keeps its place as others come, and equal rows stay together.
 */
export function unitSql({ split }: DatasetDefinition): string {
  if (split.by === 'time') return 'NULL::DOUBLE'
  const subject = split.by === 'group' ? `s.${identifier(split.column ?? '')}` : 's'
  return `md5_number_lower(concat(${literal(String(split.seed))}, ':', CAST(${subject} AS VARCHAR))) / pow(2.0, 64)`
}

/**
 * Conditions that divide the table of examples. By time: the last share of the rows is the test, and the last share of what
 * is left before a gap is the validation, before another gap. A part begins at a moment, so rows of the same moment are
 * never divided. Otherwise by the rows' units.
 * @throws AIFactoryError AF7204 where a part that should have rows has none.
 */
export async function splitConditions(
  connection: DuckDBConnection,
  table: string,
  { name, split }: DatasetDefinition,
): Promise<Record<Part, string>> {
  const conditions = split.by === 'time' ? await timeConditions(connection, table, split) : unitConditions(split)
  const counts = PARTS.map((part) => `count(*) FILTER (WHERE ${conditions[part]}) AS ${part}`)
  const [rows] = await query<Record<Part, number>>(connection, `SELECT ${counts.join(', ')} FROM ${table}`)
  const empty = PARTS.filter((part) => rows?.[part] === 0 && !(part === 'validation' && split.validation === 0))
  if (rows && empty.length > 0) {
    throw new AIFactoryError('AF7204', `dataset ${name}: the split leaves no rows for ${empty.join(' and ')}`, {
      hint:
        split.by === 'time'
          ? 'Shorten the gap, give the part a larger share, or use a longer window.'
          : 'Give the part a larger share, use another seed, or more data.',
      detail: `rows: ${PARTS.map((part) => `${part} ${rows[part]}`).join(', ')}`,
    })
  }
  return conditions
}

function unitConditions({ test, validation }: DatasetDefinition['split']): Record<Part, string> {
  const unit = identifier(UNIT_COLUMN)
  const middle = test + (1 - test) * validation
  return { test: `${unit} < ${test}`, validation: `${unit} >= ${test} AND ${unit} < ${middle}`, train: `${unit} >= ${middle}` }
}

async function timeConditions(
  connection: DuckDBConnection,
  table: string,
  { test, validation, gapMs }: DatasetDefinition['split'],
): Promise<Record<Part, string>> {
  const event = `epoch_us(${identifier(EVENT_COLUMN)})`
  /** The moment at which the last share of some rows begins; the end of time for a share of none. */
  const start = async (share: number, before: string): Promise<string> => {
    const [count] = await query<{ n: number }>(connection, `SELECT count(*) AS n FROM ${table} WHERE ${event} < ${before}`)
    const held = Math.round((count?.n ?? 0) * share)
    if (held === 0) return before
    const [row] = await query<{ t: string }>(
      connection,
      `SELECT ${event}::VARCHAR AS t FROM ${table} WHERE ${event} < ${before} ORDER BY ${event} DESC LIMIT 1 OFFSET ${held - 1}`,
    )
    return row?.t ?? before
  }
  const END = '9223372036854775807'
  const gap = gapMs * 1000
  const testStart = await start(test, END)
  const validationEnd = `${testStart} - ${gap}`
  const validationStart = await start(validation, validationEnd)
  return {
    test: `${event} >= ${testStart}`,
    validation: `${event} >= ${validationStart} AND ${event} < ${validationEnd}`,
    train: validationStart === validationEnd ? `${event} < ${validationEnd}` : `${event} < ${validationStart} - ${gap}`,
  }
}
