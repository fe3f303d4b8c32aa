import { availableParallelism } from 'node:os'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/**
 * A connection to a fresh in-memory DuckDB: UTC, no extension is loaded from the network, spills to tempDir.
 * Close it with `connection.closeSync()`, which frees its memory.
 */
export async function openDuckDb(options: { threads?: number; memoryLimit?: string; tempDir?: string } = {}): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads ?? availableParallelism()),
    memory_limit: options.memoryLimit ?? '2GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
    ...(options.tempDir ? { temp_directory: options.tempDir } : {}),
  })
  const connection = await instance.connect()
  // The connection keeps the database alive; without this it would live until the next garbage collection.
  instance.closeSync()
  await connection.run("SET TimeZone = 'UTC'")
  // Where it expects few rows, DuckDB compares every pair of rows in an ASOF join, and its expectations are often wrong.
  await connection.run('SET asof_loop_join_threshold = 0')
  return connection
}

/** Runs work on a connection of its own, interrupts it when the signal is aborted, and closes it. */
export async function withDuckDb<Result>(
  options: { signal?: AbortSignal; threads?: number; memoryLimit?: string; tempDir?: string },
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await openDuckDb(options)
  const interrupt = () => connection.interrupt()
  options.signal?.addEventListener('abort', interrupt)
  try {
    options.signal?.throwIfAborted()
    return await work(connection)
  } finally {
    options.signal?.removeEventListener('abort', interrupt)
    connection.closeSync()
  }
}

/** All rows of a query as objects whose values are JSON: times as RFC 3339 text, big integers as numbers where they are safe. */
export async function query<Row extends object>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowObjectsJS().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJson(value)])) as Row)
}

function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toJson)
  return value
}
