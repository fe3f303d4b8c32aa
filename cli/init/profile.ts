import type { DuckDBConnection } from '@duckdb/node-api'
import { openSource } from '../../runtime/data/open-source.js'
import { query } from '../../runtime/duckdb.js'
import { identifier } from '../../runtime/sql.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, SourceDefinition } from '../../schema/generated/jobs.js'

/** Distinct values that are listed. */
const MOST_VALUES = 12

/** What a column holds. */
export interface ColumnProfile {
  readonly name: string
  readonly type: ColumnType
  readonly missing: number
  readonly distinct: number
  /** Of numbers. */
  readonly min?: number
  readonly max?: number
  readonly mean?: number
  readonly deviation?: number
  /** Every value with its count, commonest first, where there are few. */
  readonly values?: readonly { readonly value: string; readonly count: number }[]
  /** First and last moment of a time, RFC 3339. */
  readonly first?: string
  readonly last?: string
}

export interface DataProfile {
  readonly rows: number
  readonly columns: readonly ColumnProfile[]
  /** The relation that was looked at. */
  readonly relation: string
}

/**
 * Looks at a source's columns. Text of a CSV that is a time in every row is taken for one.
 * @throws AIFactoryError those of openSource; AF7105 no rows; AF7205 no column of a type that can be used.
 */
export async function profileData(connection: DuckDBConnection, source: SourceDefinition, baseDir: string): Promise<DataProfile> {
  const raw = await openSource(connection, source, baseDir, 'raw')
  const times =
    source.format === 'csv'
      ? await textTimes(
          connection,
          raw.relation,
          raw.columns.filter(({ type }) => type === 'string').map(({ name }) => name),
        )
      : []
  const schema = times.map((name) => ({ name, type: 'timestamp' as const, nullable: true }))
  const { relation, columns } = times.length === 0 ? raw : await openSource(connection, { ...source, schema }, baseDir, 'data')
  const [count] = await query<{ n: number }>(connection, `SELECT count(*) AS n FROM ${relation}`)
  if (count === undefined || count.n === 0) throw new AIFactoryError('AF7105', `${source.path} has no rows`)

  const profiles: ColumnProfile[] = []
  for (const { name, type } of columns) if (type !== undefined) profiles.push(await profileColumn(connection, relation, name, type))
  if (profiles.length === 0) throw new AIFactoryError('AF7205', `${source.path} has no columns that can be used`)
  return { rows: count.n, columns: profiles, relation }
}

async function textTimes(connection: DuckDBConnection, relation: string, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const tests = names.map(
    (name, index) =>
      `count(${identifier(name)}) > 0 AND count(TRY_CAST(${identifier(name)} AS TIMESTAMPTZ)) = count(${identifier(name)}) AS t${index}`,
  )
  const [row] = await query<Record<string, boolean>>(connection, `SELECT ${tests.join(', ')} FROM ${relation}`)
  return names.filter((_, index) => row?.[`t${index}`])
}

async function profileColumn(connection: DuckDBConnection, relation: string, name: string, type: ColumnType): Promise<ColumnProfile> {
  const column = identifier(name)
  const numeric = type === 'int64' || type === 'float64'
  const value = numeric ? `CASE WHEN isfinite(${column}::DOUBLE) THEN ${column}::DOUBLE END` : 'NULL::DOUBLE'
  const moment = type === 'timestamp' || type === 'date' ? `${column}::TIMESTAMPTZ` : 'NULL::TIMESTAMPTZ'
  const [facts] = await query<{
    missing: number
    distinct: number
    min: number | null
    max: number | null
    mean: number | null
    deviation: number | null
    first: string | null
    last: string | null
  }>(
    connection,
    `SELECT count(*) - count(${numeric ? value : column}) AS missing, count(DISTINCT ${column}) AS "distinct", min(${value}) AS min, max(${value}) AS max, avg(${value}) AS mean,
      coalesce(stddev(${value}), 0) AS deviation, min(${moment}) AS first, max(${moment}) AS last FROM ${relation}`,
  )
  if (facts === undefined) throw new Error(`no facts about ${name}`)
  const listed =
    facts.distinct > MOST_VALUES
      ? undefined
      : await query<{ value: string; count: number }>(
          connection,
          `SELECT ${column}::VARCHAR AS value, count(*) AS count FROM ${relation} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY count DESC, value`,
        )
  const { missing, distinct, min, max, mean, deviation, first, last } = facts
  return {
    name,
    type,
    missing,
    distinct,
    ...(min !== null && max !== null && mean !== null && deviation !== null ? { min, max, mean, deviation } : {}),
    ...(listed ? { values: listed } : {}),
    ...(first !== null && last !== null ? { first, last } : {}),
  }
}
