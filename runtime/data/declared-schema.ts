import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, SourceDefinition } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { identifier } from '../sql.js'
import type { SourceColumn } from './open-source.js'

/** Types that a declared type also stands for: nothing is lost by reading them as it. */
const WIDER: Partial<Record<ColumnType, readonly ColumnType[]>> = { float64: ['int64'], timestamp: ['date'] }

/** @throws AIFactoryError AF7101 a declared column is missing, AF7102 one has another type. Every mismatch is in the detail. */
export function checkDeclaredColumns(source: SourceDefinition, columns: readonly SourceColumn[]): void {
  const problems = (source.schema ?? []).flatMap((declared) => {
    const column = columns.find(({ name }) => name === declared.name)
    if (column === undefined) return [{ code: 'AF7101', text: `column ${declared.name} is missing` }]
    if (column.type === declared.type || (column.type && WIDER[declared.type]?.includes(column.type))) return []
    return [{ code: 'AF7102', text: `column ${declared.name} is ${column.type ?? column.duckDbType}, declared as ${declared.type}` }]
  })
  const [first, ...others] = problems
  if (first === undefined) return
  throw new AIFactoryError(first.code, `source ${source.name}: ${first.text}${others.length > 0 ? ` (and ${others.length} more)` : ''}`, {
    hint: 'Correct the schema in aifactory.yaml, or the data.',
    detail: [
      ...problems.map(({ text }) => text),
      `columns: ${columns.map(({ name, type, duckDbType }) => `${name} ${type ?? duckDbType}`).join(', ')}`,
    ].join('\n'),
  })
}

/** @throws AIFactoryError AF7101 a time field is missing, AF7103 it does not hold times. */
export function checkTimes(source: SourceDefinition, columns: readonly SourceColumn[]): void {
  for (const field of ['timestampField', 'createdTimestampField'] as const) {
    const name = source[field]
    if (name === undefined) continue
    const column = columns.find((candidate) => candidate.name === name)
    if (column === undefined) {
      const times = columns.filter(({ type }) => type === 'timestamp' || type === 'date').map((candidate) => candidate.name)
      throw new AIFactoryError('AF7101', `source ${source.name}: ${field} ${name} is not a column`, {
        hint: times.length > 0 ? `Columns that hold times: ${times.join(', ')}.` : 'No column holds times.',
      })
    }
    if (column.type !== 'timestamp' && column.type !== 'date') {
      throw new AIFactoryError('AF7103', `source ${source.name}: ${field} ${name} holds ${column.type ?? column.duckDbType}, not times`, {
        hint: 'Write times as 2013-01-31T12:00:00Z, or as a timestamp in parquet.',
      })
    }
  }
}

/** @throws AIFactoryError AF7104 where a column that is not nullable lacks values. */
export async function checkNullability(connection: DuckDBConnection, source: SourceDefinition, relation: string): Promise<void> {
  const required = (source.schema ?? []).filter(({ nullable }) => !nullable)
  if (required.length === 0) return
  const counts = required.map(({ name }, index) => `count(*) - count(${identifier(name)}) AS n${index}`)
  const [row] = await query<Record<string, number>>(connection, `SELECT ${counts.join(', ')} FROM ${relation}`)
  const missing = required.map(({ name }, index) => ({ name, count: row?.[`n${index}`] ?? 0 })).filter(({ count }) => count > 0)
  const [first] = missing
  if (first === undefined) return
  throw new AIFactoryError(
    'AF7104',
    `source ${source.name}: column ${first.name} lacks ${first.count} values and is declared as not nullable`,
    {
      hint: 'Fill the values in, or leave nullable: false out and use a not_null expectation with mostly.',
      detail: missing.map(({ name, count }) => `${name}: ${count} missing`).join('\n'),
    },
  )
}
