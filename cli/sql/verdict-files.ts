import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { SqlVerdict } from '../../compiler/sql/analyzer.js'
import { spread } from './spread.js'

/** Verdicts are spread over this many files, so that a file is small, and with it what one look-up reads. */
const FILES = 64
/** Verdicts in one file, of which the newest are kept. Together at most 4096, some 2 MB. */
const MAX_IN_FILE = 64
const MAX_FILE_BYTES = 512 * 1024

/** A folder of the user's cache by the XDG base directory specification; undefined where there is no home. */
export function cacheFolder(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const given = environment.XDG_CACHE_HOME
  const base = given !== undefined && isAbsolute(given) ? given : homedir() ? join(homedir(), '.cache') : undefined
  return base === undefined ? undefined : join(base, 'aifactory', name)
}

/** Those of the verdicts that are kept. A file that is damaged, or not ours, holds none. */
export function readVerdicts(folder: string, keys: readonly string[]): Map<string, SqlVerdict> {
  const found = new Map<string, SqlVerdict>()
  for (const [file, wanted] of byFile(keys.map((key) => [key, undefined] as const))) {
    const kept = readOne(join(folder, file))
    for (const [key] of wanted) {
      const verdict = kept.get(key)
      if (verdict !== undefined) found.set(key, verdict)
    }
  }
  return found
}

/** Keeps verdicts. Where that fails, or another process writes at the same time, something is looked at once more later. */
export function writeVerdicts(folder: string, verdicts: readonly (readonly [string, SqlVerdict])[]): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const [name, added] of byFile(verdicts)) {
      const file = join(folder, name)
      const kept = readOne(file)
      for (const [key, verdict] of added) {
        kept.delete(key)
        kept.set(key, verdict)
      }
      replaceFile(file, JSON.stringify([...kept].slice(-MAX_IN_FILE)))
    }
  } catch {
    // A cache that cannot be written is no problem of the factory's.
  }
}

function replaceFile(file: string, text: string): void {
  if (text.length > MAX_FILE_BYTES) return
  const temporary = `${file}.${process.pid}`
  try {
    writeFileSync(temporary, text, { mode: 0o600 })
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function readOne(file: string): Map<string, SqlVerdict> {
  try {
    const list: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return new Map(Array.isArray(list) ? list.filter(isKept) : [])
  } catch {
    return new Map()
  }
}

function isKept(pair: unknown): pair is [string, SqlVerdict] {
  if (!Array.isArray(pair) || typeof pair[0] !== 'string' || typeof pair[1] !== 'object' || pair[1] === null) return false
  const { problems, columns, type } = pair[1] as { problems?: unknown; columns?: unknown; type?: unknown }
  return (
    Array.isArray(problems) &&
    problems.every((problem) => hasFields(problem, ['code', 'message'])) &&
    Array.isArray(columns) &&
    columns.every((column) => hasFields(column, ['name'])) &&
    (type === undefined || typeof type === 'string')
  )
}

function hasFields(value: unknown, texts: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  return texts.every((name) => typeof fields[name] === 'string') && ['start', 'end'].every((name) => typeof fields[name] === 'number')
}

function byFile<T>(entries: readonly (readonly [string, T])[]): Map<string, (readonly [string, T])[]> {
  const files = new Map<string, (readonly [string, T])[]>()
  for (const entry of entries) {
    const name = `${spread(entry[0], FILES)}.json`
    const list = files.get(name)
    if (list) list.push(entry)
    else files.set(name, [entry])
  }
  return files
}
