import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { FactsReader, SourceFacts } from '../../compiler/columns/data-facts.js'
import { cacheFolder } from '../sql/verdict-files.js'
import { keepFacts, keptFacts } from './facts-files.js'
import { matchingFiles } from './matching-files.js'

/** Files of which nobody waits for statistics. */
const MAX_FILES = 500

/**
 * Facts about the parquet files of a folder, from the statistics in their footers. They are kept in the user's cache under
 * the names, sizes and times of the files, since there are many of them in a footer. Undefined for other formats, and where
 * something cannot be read: the reader of columns has told it.
 */
export function factsReader(folder: string, cache = cacheFolder(process.env, 'facts-1')): FactsReader {
  const known = new Map<string, Promise<SourceFacts | undefined>>()
  const look = async (path: string): Promise<SourceFacts | undefined> => {
    const files = await matchingFiles(folder, path)
    const stamp = stampOf(files)
    if (files.length === 0 || files.length > MAX_FILES || stamp === undefined) return undefined
    const kept = cache === undefined ? undefined : keptFacts(cache, join(folder, path), stamp)
    if (kept !== undefined) return kept
    const found = await readAll(folder, files)
    if (found !== undefined && cache !== undefined) keepFacts(cache, join(folder, path), stamp, found)
    return found
  }
  // Targets mostly share their data.
  return async ({ format, path }) => {
    if (format !== 'parquet' || path.includes('://')) return undefined
    const found = known.get(path) ?? look(path)
    known.set(path, found)
    return found
  }
}

async function readAll(folder: string, files: readonly string[]): Promise<SourceFacts | undefined> {
  const [{ joinFacts, parquetFacts }, { footerOf }] = await Promise.all([import('./parquet-facts.js'), import('./read-columns.js')])
  try {
    return joinFacts(files.map((file) => parquetFacts(footerOf(folder, file))))
  } catch {
    // Whatever is wrong with a file is told by who needs its columns.
    return undefined
  }
}

function stampOf(files: readonly string[]): string | undefined {
  try {
    return JSON.stringify(
      files.map((file) => {
        const { size, mtimeMs } = statSync(file)
        return [file, size, mtimeMs]
      }),
    )
  } catch {
    return undefined
  }
}
