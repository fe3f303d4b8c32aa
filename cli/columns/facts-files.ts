import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFacts } from '../../compiler/columns/data-facts.js'
import { spread } from '../sql/spread.js'

/** Sources are spread over this many files; each holds the facts of the last source that fell to it. */
const FILES = 256

export function keptFacts(folder: string, source: string, stamp: string): SourceFacts | undefined {
  try {
    const { stamp: kept, facts } = JSON.parse(readFileSync(fileOf(folder, source), 'utf8')) as { stamp?: unknown; facts?: unknown }
    return kept === stamp && isFacts(facts) ? facts : undefined
  } catch {
    return undefined
  }
}

/** Where that fails they are read once more later. */
export function keepFacts(folder: string, source: string, stamp: string, facts: SourceFacts): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = fileOf(folder, source)
    const temporary = `${file}.${process.pid}`
    writeFileSync(temporary, JSON.stringify({ stamp, facts }), { mode: 0o600 })
    renameSync(temporary, file)
  } catch {
    // A cache that cannot be written is no problem of the factory's.
  }
}

function isFacts(value: unknown): value is SourceFacts {
  if (typeof value !== 'object' || value === null) return false
  const { rows, columns } = value as { rows?: unknown; columns?: unknown }
  return typeof rows === 'number' && typeof columns === 'object' && columns !== null && Object.values(columns).every(isColumn)
}

function isColumn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).every((field) => typeof field === 'number' || typeof field === 'boolean')
}

/** The stamp holds the whole names. */
function fileOf(folder: string, source: string): string {
  return join(folder, `${spread(source, FILES)}.json`)
}
