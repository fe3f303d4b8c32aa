import type { DuckDBConnection } from '@duckdb/node-api'
import type { SqlAnalyzer, SqlVerdict } from '../analyzer.js'
import { analyze } from './analyze.js'

/** Longest expression that is looked at; what is longer was not written by a person. */
const MAX_LENGTH = 10_000

/**
 * Looks at expressions with DuckDB itself: an empty database in memory, of one thread, without access to files, extensions or
 * the network, that binds expressions and never runs them. It is loaded on the first question and stays.
 */
export function duckDbAnalyzer(): SqlAnalyzer {
  let connection: Promise<DuckDBConnection | undefined> | undefined
  return async (questions) => {
    connection ??= connect()
    const open = await connection
    if (open === undefined) return undefined
    const short = questions.filter(({ expression }) => expression.length <= MAX_LENGTH)
    const verdicts = await analyze(open, short)
    const nothing: SqlVerdict = { problems: [], columns: [] }
    return questions.map((question) => verdicts[short.indexOf(question)] ?? nothing)
  }
}

/** Undefined where DuckDB has no build for this machine. */
async function connect(): Promise<DuckDBConnection | undefined> {
  let library: typeof import('@duckdb/node-api')
  try {
    library = await import('@duckdb/node-api')
  } catch {
    return undefined
  }
  const instance = await library.DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '256MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    enable_external_access: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run('SET errors_as_json = true')
  await connection.run('SET lock_configuration = true')
  return connection
}
