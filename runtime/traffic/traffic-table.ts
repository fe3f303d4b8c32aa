import { stat } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
import type { ColumnType, SendTrafficJob } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { type OpenSource, openSource } from '../data/open-source.js'
import { sourceFiles } from '../data/source-files.js'
import { openDuckDb } from '../duckdb.js'
import { identifier } from '../sql.js'

/** A column of requests, with its name for the Open Inference Protocol. */
export interface TrafficColumn {
  readonly name: string
  readonly datatype: 'BYTES' | 'INT64' | 'FP64' | 'BOOL'
}

/** A source's rows as requests need them: the table `traffic`, sorted by time, with time (ms since 1970) and c0, c1 ... as JSON values. */
export interface TrafficTable {
  readonly connection: DuckDBConnection
  readonly columns: readonly TrafficColumn[]
}

/** How a column of each type is sent. Integers travel as doubles, which is all that JSON readers keep of them. */
const SENT: Readonly<Record<ColumnType, { datatype: TrafficColumn['datatype']; sql: (column: string) => string }>> = {
  string: { datatype: 'BYTES', sql: (column) => `CAST(${column} AS VARCHAR)` },
  timestamp: { datatype: 'BYTES', sql: (column) => `strftime(CAST(${column} AS TIMESTAMPTZ), '%Y-%m-%dT%H:%M:%S.%gZ')` },
  date: { datatype: 'BYTES', sql: (column) => `strftime(${column}, '%Y-%m-%d')` },
  int64: { datatype: 'INT64', sql: (column) => `CAST(${column} AS DOUBLE)` },
  float64: { datatype: 'FP64', sql: (column) => `CAST(${column} AS DOUBLE)` },
  bool: { datatype: 'BOOL', sql: (column) => column },
}

/** A column of requests with the SQL of its value. */
export interface RequestColumn extends TrafficColumn {
  readonly type: ColumnType
  readonly sql: string
}

type Wanted = Pick<SendTrafficJob, 'baseDir' | 'source' | 'columns' | 'filter'>

/** A replay sends one source in a thousand slices, for a handful of endpoints. */
const KEPT = 4
const tables = new Map<string, { readonly stamp: string; readonly table: TrafficTable }>()

/**
 * The table of a job's rows, loaded once in the life of the process and again when a file has changed. The caller does not
 * close its connection. A process runs one job at a time, so nothing that is in use is closed here.
 * @throws AIFactoryError of openSource; AF7101 a column that the source lacks, AF7501 one of a type that cannot be sent,
 * AF7502 a source without event time, AF7503 a filter that does not hold.
 */
export async function trafficTable(job: Wanted, signal: AbortSignal): Promise<TrafficTable> {
  const key = digestOf([job.baseDir, job.source, job.columns, job.filter])
  const stamp = await stampOf(job)
  const known = tables.get(key)
  if (known?.stamp === stamp) {
    tables.delete(key)
    tables.set(key, known)
    return known.table
  }
  forget(key)
  const table = await load(job, signal)
  tables.set(key, { stamp, table })
  for (const oldest of tables.keys()) {
    if (tables.size <= KEPT) break
    forget(oldest)
  }
  return table
}

function forget(key: string): void {
  tables.get(key)?.table.connection.closeSync()
  tables.delete(key)
}

async function stampOf({ source, baseDir }: Wanted): Promise<string> {
  const files = await sourceFiles(source, baseDir)
  const facts = await Promise.all(files.map(async (file) => ({ file, facts: await stat(file) })))
  return facts.map(({ file, facts: { size, mtimeMs } }) => `${file}:${size}:${mtimeMs}`).join('\n')
}

async function load(job: Wanted, signal: AbortSignal): Promise<TrafficTable> {
  const connection = await openDuckDb({ memoryLimit: '1GB' })
  const interrupt = () => connection.interrupt()
  signal.addEventListener('abort', interrupt)
  try {
    const source = await openSource(connection, job.source, job.baseDir, 'source')
    const columns = requestColumns(source, job.columns)
    await connection
      .run(`CREATE TABLE traffic AS ${requestRowsSql(source, columns, job)} ORDER BY ${requestOrder(columns)}`)
      .catch((error) => {
        throw notSelected(error, job.source.name)
      })
    await connection.run(`DROP ${job.source.format === 'parquet' ? 'VIEW' : 'TABLE'} ${source.relation}`)
    return { connection, columns: columns.map(({ name, datatype }) => ({ name, datatype })) }
  } catch (error) {
    connection.closeSync()
    throw error
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}

/** The columns of a source as requests hold them. @throws AIFactoryError AF7101, AF7501 */
export function requestColumns(source: OpenSource, names: readonly string[]): RequestColumn[] {
  return names.map((name) => ({ name, ...sentAs(source, name) }))
}

/** One SELECT of a source's rows as requests: time (ms since 1970), c0, c1 ..., and further columns of the source. @throws AIFactoryError AF7502 */
export function requestRowsSql(
  source: OpenSource,
  columns: readonly RequestColumn[],
  { filter, further = [] }: { filter?: string; further?: readonly string[] },
): string {
  const time = timeOf(source)
  const values = [...columns.map(({ sql }, index) => `${sql} AS c${index}`), ...further]
  return `SELECT ${[`CAST(epoch_ms(${time}) AS DOUBLE) AS time`, ...values].join(', ')} FROM ${source.relation} WHERE ${time} IS NOT NULL AND (${filter ?? 'true'})`
}

/** The order in which rows are sent. Ties are sorted by their values, so that every run sends the same requests. */
export function requestOrder(columns: readonly RequestColumn[]): string {
  return ['time', ...columns.map((_, index) => `c${index}`)].join(', ')
}

export function notSelected(error: unknown, source: string): Error {
  return duckDbFailure(error, 'AF7503', `source ${source}: its rows cannot be selected`, 'Check the filter of the dataset.')
}

function timeOf({ definition }: OpenSource): string {
  if (definition.timestampField !== undefined) return identifier(definition.timestampField)
  throw new AIFactoryError('AF7502', `source ${definition.name} has no event time, so its rows cannot be sent in order`, {
    hint: 'Name the column with timestampField.',
  })
}

function sentAs({ definition, columns }: OpenSource, name: string): Omit<RequestColumn, 'name'> {
  const column = columns.find((candidate) => candidate.name === name)
  if (!column) {
    throw new AIFactoryError('AF7101', `source ${definition.name}: the column ${name}, which requests need, is missing`, {
      hint: `Its columns are ${columns.map((candidate) => candidate.name).join(', ')}.`,
    })
  }
  if (!column.type) {
    throw new AIFactoryError('AF7501', `source ${definition.name}: the column ${name} (${column.duckDbType}) cannot be sent in a request`, {
      hint: 'Requests take texts, numbers, booleans and times.',
    })
  }
  const { datatype, sql } = SENT[column.type]
  return { type: column.type, datatype, sql: sql(identifier(name)) }
}
