import type { SqlAnalyzer, SqlQuestion, SqlVerdict } from '../../compiler/sql/analyzer.js'
import { cacheFolder, readVerdicts, writeVerdicts } from './verdict-files.js'

/** Verdicts that a process keeps in memory. */
const MAX_REMEMBERED = 4096

export interface CachedAnalyzerOptions {
  /** Where verdicts are kept between runs; nowhere where it is undefined. */
  readonly folder: string | undefined
  /** What answers a question that was not asked before. */
  readonly load: () => Promise<SqlAnalyzer>
}

/**
 * Remembers verdicts, in memory and in files, so that the database is loaded only for an expression that is new or whose
 * columns have changed: loading it takes longer than everything else that `validate` does.
 */
export function cachedAnalyzer({ folder, load }: CachedAnalyzerOptions): SqlAnalyzer {
  const known = new Map<string, SqlVerdict>()
  let analyzer: Promise<SqlAnalyzer> | undefined
  return async (questions) => {
    const keys = questions.map(keyOf)
    const unread = keys.filter((key) => !known.has(key))
    if (folder !== undefined && unread.length > 0) for (const [key, verdict] of readVerdicts(folder, unread)) known.set(key, verdict)
    const missing = new Map(questions.flatMap((question, index) => (known.has(keys[index] ?? '') ? [] : [[keys[index] ?? '', question]])))
    if (missing.size > 0) {
      analyzer ??= load()
      const verdicts = await (await analyzer)([...missing.values()])
      if (verdicts === undefined) return undefined
      const found = [...missing.keys()].map((key, index) => [key, verdicts[index]] as const).filter(isPair)
      for (const [key, verdict] of found) known.set(key, verdict)
      if (folder !== undefined) writeVerdicts(folder, found)
    }
    const answers = keys.map((key) => known.get(key) ?? { problems: [], columns: [] })
    for (const key of known.keys()) {
      if (known.size <= MAX_REMEMBERED) break
      known.delete(key)
    }
    return answers
  }
}

let shared: SqlAnalyzer | undefined

/** The analyzer of this process, in DuckDB, which remembers in the user's cache. */
export function sqlAnalyzer(): SqlAnalyzer {
  shared ??= cachedAnalyzer({
    folder: analysisFolder(),
    load: async () => (await import('../../compiler/sql/duckdb/duckdb-analyzer.js')).duckDbAnalyzer(),
  })
  return shared
}

/** The build names what analyzes (scripts/build.mjs): run from source, nothing is kept, since it may change at any time. */
function analysisFolder(): string | undefined {
  const analysis = (globalThis as { AIFACTORY_SQL_ANALYSIS?: string }).AIFACTORY_SQL_ANALYSIS
  return analysis === undefined ? undefined : cacheFolder(process.env, `sql-${analysis}`)
}

function keyOf({ expression, columns }: SqlQuestion): string {
  return JSON.stringify([expression, ...columns.map(({ name, type }) => [name, type])])
}

function isPair(pair: readonly [string, SqlVerdict | undefined]): pair is readonly [string, SqlVerdict] {
  return pair[1] !== undefined
}
