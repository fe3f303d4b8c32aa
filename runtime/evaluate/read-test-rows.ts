import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { DatasetManifest, EvaluateJob } from '../../schema/generated/jobs.js'
import { columnType } from '../data/column-type.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { query } from '../duckdb.js'
import { type DatasetPart, inputColumns, readPart } from '../model/read-dataset.js'
import { identifier, literal } from '../sql.js'
import type { GroupColumns, GroupValue } from './rows.js'

export interface TestRows {
  readonly part: DatasetPart
  readonly groups: GroupColumns
  /** Columns that predictions.parquet carries: those that form groups, and what the dataset keeps. */
  readonly carried: readonly string[]
}

/** The test rows with the columns by which they are grouped. @throws AIFactoryError AF7320 unreadable, AF7340 a column that is not there. */
export async function readTestRows(
  connection: DuckDBConnection,
  path: string,
  job: EvaluateJob,
  dataset: DatasetManifest,
): Promise<TestRows> {
  const types = await fileColumns(connection, path)
  const filters = [
    ...(job.sliceMetrics ?? []),
    ...job.comparisons.flatMap(({ slice }) => (slice ? [slice] : [])),
    ...(job.behaviour ?? []).flatMap(({ where }) => (where ? [where] : [])),
  ]
  const grouping = new Set([
    ...job.slices,
    ...job.fairness.map(({ column }) => column),
    ...filters.flatMap((filter) => Object.keys(filter)),
  ])
  for (const column of grouping) {
    if (types.has(column)) continue
    throw new AIFactoryError('AF7340', `the dataset has no column ${column} to report by`, {
      hint: `It has ${[...types.keys()].join(', ')}. Add it to the dataset's keep.`,
    })
  }
  return {
    part: await readPart(connection, path, dataset, inputColumns(dataset)),
    groups: await readGroups(connection, path, [...grouping], types),
    carried: [...new Set([...grouping, ...(dataset.kept ?? []).filter((column) => types.has(column))])],
  }
}

async function fileColumns(connection: DuckDBConnection, path: string): Promise<Map<string, string>> {
  try {
    const found = await query<{ column_name: string; column_type: string }>(
      connection,
      `DESCRIBE SELECT * FROM read_parquet(${literal(path)})`,
    )
    return new Map(found.map((column) => [column.column_name, column.column_type]))
  } catch (error) {
    throw duckDbFailure(error, 'AF7320', `the dataset's file ${path} cannot be read`, 'Build the dataset again.')
  }
}

async function readGroups(
  connection: DuckDBConnection,
  path: string,
  names: readonly string[],
  types: ReadonlyMap<string, string>,
): Promise<GroupColumns> {
  if (names.length === 0) return {}
  const selected = names.map((name) => `CAST(${identifier(name)} AS ${castOf(types.get(name) ?? 'VARCHAR')})`)
  const reader = await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM read_parquet(${literal(path)}) WHERE label IS NOT NULL`)
  const columns = reader.getColumns()
  return Object.fromEntries(names.map((name, i) => [name, (columns[i] ?? []) as GroupValue[]]))
}

/** Numbers and booleans keep their kind, as filters name them; anything else is text. */
function castOf(duckDbType: string): string {
  const type = columnType(duckDbType)
  if (type === 'bool') return 'BOOLEAN'
  return type === 'int64' || type === 'float64' ? 'DOUBLE' : 'VARCHAR'
}
