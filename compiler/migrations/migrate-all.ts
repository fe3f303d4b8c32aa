import type { Diagnostic } from '../../schema/diagnostic.js'
import { Report } from '../diagnostics/report.js'
import type { FileReader } from '../source/file-reader.js'
import { matchingPaths } from '../source/matching-paths.js'
import { child } from '../source/node.js'
import { parse } from '../source/parse.js'
import { isAbsolutePath, normalizePath, pathFrom } from '../source/relative-path.js'
import { SourceFile } from '../source/source-file.js'
import { migrateText } from './migrate.js'
import { CURRENT } from './version.js'

export interface MigratedFile {
  readonly path: string
  readonly from: string
  readonly before: string
  readonly after: string
}

export interface MigrationResult {
  /** Files that change, in the order in which they are included. */
  readonly files: readonly MigratedFile[]
  /** What stands in the way; nothing should be written then. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Migrates a file and all that it includes. Files that are not there are left to `validate` to tell. */
export async function migrateAll(files: FileReader, entry: string): Promise<MigrationResult> {
  const changed: MigratedFile[] = []
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  const visit = async (path: string, assumed: string): Promise<void> => {
    if (seen.has(path)) return
    seen.add(path)
    const before = await files.read(path)
    if (before === undefined) return
    const { text, from, diagnostics: found } = await migrateText(path, before, assumed)
    diagnostics.push(...found)
    if (text === undefined || from === undefined) return
    if (text !== before) changed.push({ path, from, before, after: text })
    for (const included of await includesOf(files, path, text)) await visit(included, from)
  }
  await visit(normalizePath(entry), CURRENT)
  return { files: changed, diagnostics }
}

async function includesOf(files: FileReader, path: string, text: string): Promise<string[]> {
  const root = await parse(new SourceFile(path, text.replace(/^\uFEFF/, '')), new Report())
  const list = child(child(root, 'spec'), 'include')
  if (list?.kind !== 'list') return []
  const names = list.items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []))
  const paths = await Promise.all(
    names
      .filter((name) => !isAbsolutePath(name))
      .map((name) => matchingPaths(pathFrom(path, name), async (folder) => (await files.list?.(folder)) ?? [])),
  )
  return paths.flat()
}
