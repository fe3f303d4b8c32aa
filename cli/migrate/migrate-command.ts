import pc from 'picocolors'
import { overlaid } from '../../compiler/fixes/fix-all.js'
import { migrateAll } from '../../compiler/migrations/migrate-all.js'
import { CURRENT } from '../../compiler/migrations/version.js'
import { validate } from '../../compiler/validate.js'
import { columnReader } from '../columns/read-columns.js'
import { isValid } from '../diagnostics/findings.js'
import { findingsText } from '../diagnostics/findings-text.js'
import type { FormatName } from '../diagnostics/formats.js'
import { replaceFiles } from '../edit/replace-files.js'
import { colouredDiff, unifiedDiff } from '../edit/unified-diff.js'
import { openOrSay } from '../open-or-say.js'
import { remembered } from '../remembered-files.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'
import type { Output } from '../terminal/output.js'

export interface MigrateOptions {
  readonly path: string
  readonly dryRun: boolean
  readonly output: FormatName
}

/**
 * Brings a factory to the current version of the language, or shows how as a diff; then says what is wrong with it.
 * @returns 0 it is in the current version without errors, 1 there are errors, 2 the path names no factory.
 */
export async function migrateCommand({ path, dryRun, output: format }: MigrateOptions, output: Output): Promise<number> {
  const disk = openOrSay(path)
  if (disk === undefined) return 2
  const { files: changed, diagnostics } = await migrateAll(disk.files, disk.entry)
  const texts = new Map<string, string>()
  const after = new Map(changed.map((file) => [file.path, file.after]))
  const found =
    diagnostics.length > 0
      ? { diagnostics, targets: [] }
      : await validate({
          files: remembered(overlaid(disk.files, after), texts),
          entry: disk.entry,
          columns: columnReader(disk.folder),
          sql: sqlAnalyzer(),
        })
  const colours = pc.createColors(output.colour)
  if (diagnostics.length > 0) {
    for (const { file } of diagnostics) if (file !== undefined) texts.set(file, (await disk.files.read(file)) ?? '')
  } else if (dryRun) {
    output.out(changed.map((file) => colouredDiff(unifiedDiff(file.path, file.before, file.after), colours)).join(''))
  } else {
    await replaceFiles(disk.folder, disk.files, changed)
    for (const file of changed) output.out(`migrated ${file.path} from ${file.from} to ${CURRENT}\n`)
    if (changed.length === 0) output.out(`${path} is in ${CURRENT} already\n`)
  }
  // With a diff on standard output, which may be piped, the rest goes to standard error.
  const print = dryRun ? output.error : output.out
  print.call(output, await findingsText({ ...found, texts, path, base: disk.folder }, format, output))
  return isValid(found) ? 0 : 1
}
