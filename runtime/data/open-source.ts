import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, SourceDefinition } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { identifier, literal } from '../sql.js'
import { columnType, DUCKDB_TYPES } from './column-type.js'
import { checkDeclaredColumns, checkNullability, checkTimes } from './declared-schema.js'
import { duckDbFailure } from './duckdb-error.js'
import { type FileFormat, sourceFiles } from './source-files.js'

/** A source as a relation of a connection. */
export interface OpenSource {
  readonly definition: SourceDefinition
  /** Name of the relation in SQL, quoted. */
  readonly relation: string
  readonly columns: readonly SourceColumn[]
  readonly files: readonly string[]
}

export interface SourceColumn {
  readonly name: string
  /** Undefined for types that the language does not know. */
  readonly type: ColumnType | undefined
  readonly duckDbType: string
}

/**
 * Makes a relation of a source's files: columns have the declared types, times are TIMESTAMPTZ (a time without a zone is
 * UTC). Parquet stays on disk; text is parsed once into a table. Files of a source may lack columns that others have.
 * @throws AIFactoryError of sourceFiles; AF7005 a file that cannot be read; AF7101 a missing column; AF7102 a column of the
 * wrong type; AF7103 a time that is none; AF7104 missing values where none may be.
 */
export async function openSource(
  connection: DuckDBConnection,
  source: SourceDefinition,
  baseDir: string,
  name: string,
): Promise<OpenSource> {
  const files = await sourceFiles(source, baseDir)
  const found = await describeFiles(connection, source, files)
  const scan = scanSql(source.format as FileFormat, files, forcedTypes(source, found))
  const columns = await describe(connection, scan).catch((error) => explain(connection, source, files, error))
  checkDeclaredColumns(source, columns)
  checkTimes(source, columns)

  const casts = columns.flatMap((column) => castOf(source, column))
  const select = `SELECT *${casts.length > 0 ? ` REPLACE (${casts.join(', ')})` : ''} FROM ${scan}`
  const relation = identifier(name)
  const kind = source.format === 'parquet' ? 'VIEW' : 'TABLE'
  try {
    await connection.run(`CREATE TEMP ${kind} ${relation} AS ${select}`)
    await checkNullability(connection, source, relation)
  } catch (error) {
    await explain(connection, source, files, error)
  }
  return { definition: source, relation, columns: await describe(connection, relation), files }
}

function scanSql(format: FileFormat, files: readonly string[], types: Readonly<Record<string, string>>): string {
  const list = `[${files.map(literal).join(', ')}]`
  if (format === 'parquet') return `read_parquet(${list}, union_by_name = true)`
  if (format === 'json') return `read_json(${list}, union_by_name = true, sample_size = -1)`
  const typed = Object.entries(types).map(([column, type]) => `${literal(column)}: ${literal(type)}`)
  return `read_csv(${list}, union_by_name = true, sample_size = -1${typed.length > 0 ? `, types = {${typed.join(', ')}}` : ''})`
}

async function describe(connection: DuckDBConnection, relation: string): Promise<SourceColumn[]> {
  const rows = await query<{ column_name: string; column_type: string }>(connection, `DESCRIBE SELECT * FROM ${relation}`)
  return rows.map((row) => ({ name: row.column_name, type: columnType(row.column_type), duckDbType: row.column_type }))
}

async function describeFiles(connection: DuckDBConnection, source: SourceDefinition, files: readonly string[]): Promise<SourceColumn[]> {
  return describe(connection, scanSql(source.format as FileFormat, files, {})).catch((error) => explain(connection, source, files, error))
}

/**
 * Types to parse a CSV's columns with where what was declared says more than the text: 00123 declared as string, 1 as bool
 * or float64, and text that should have been something else, so that the error names the line.
 */
function forcedTypes(source: SourceDefinition, found: readonly SourceColumn[]): Record<string, string> {
  if (source.format !== 'csv') return {}
  const types: Record<string, string> = {}
  for (const declared of source.schema ?? []) {
    const type = found.find((column) => column.name === declared.name)?.type
    if (type === undefined || type === declared.type) continue
    if (
      declared.type === 'string' ||
      type === 'string' ||
      (type === 'int64' && (declared.type === 'float64' || declared.type === 'bool'))
    ) {
      types[declared.name] = DUCKDB_TYPES[declared.type]
    }
  }
  return types
}

/** The cast that gives a column its declared type, or a time its zone. */
function castOf(source: SourceDefinition, column: SourceColumn): string[] {
  const isTime = column.name === source.timestampField || column.name === source.createdTimestampField
  const declared = isTime ? 'timestamp' : source.schema?.find(({ name }) => name === column.name)?.type
  if (declared === undefined || column.duckDbType === DUCKDB_TYPES[declared] || column.duckDbType === 'TIMESTAMP WITH TIME ZONE') return []
  return [`CAST(${identifier(column.name)} AS ${DUCKDB_TYPES[declared]}) AS ${identifier(column.name)}`]
}

/** Finds the first file that cannot be read alone, since DuckDB does not always say which. */
async function explain(connection: DuckDBConnection, source: SourceDefinition, files: readonly string[], error: unknown): Promise<never> {
  if (error instanceof AIFactoryError) throw error
  for (const file of files) {
    try {
      await connection.run(`DESCRIBE SELECT * FROM ${scanSql(source.format as FileFormat, [file], {})}`)
    } catch (problem) {
      const shown = file.slice(file.lastIndexOf('/') + 1)
      throw duckDbFailure(
        problem,
        'AF7005',
        `source ${source.name}: ${shown} cannot be read as ${source.format}`,
        'Write the file again, or leave it out of the path.',
      )
    }
  }
  throw duckDbFailure(
    error,
    'AF7005',
    `source ${source.name}: its data cannot be read`,
    'Check the files against the declared schema; types must be the same in every file.',
  )
}
