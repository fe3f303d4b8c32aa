import pc from 'picocolors'
import type { Chosen } from '../../compiler/fixes/edits.js'
import { fixAll } from '../../compiler/fixes/fix-all.js'
import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { type Validation, validate } from '../../compiler/validate.js'
import { columnReader } from '../columns/read-columns.js'
import { findingsText } from '../diagnostics/findings-text.js'
import type { FormatName } from '../diagnostics/formats.js'
import { type Replacement, replaceFiles } from '../edit/replace-files.js'
import { colouredDiff, unifiedDiff } from '../edit/unified-diff.js'
import { openOrSay } from '../open-or-say.js'
import { remembered } from '../remembered-files.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'
import type { Output } from '../terminal/output.js'

export interface FixOptions {
  readonly path: string
  readonly target?: string
  readonly values?: GivenValues
  readonly platform?: 'embedded' | 'kubernetes'
  readonly dryRun: boolean
  readonly unsafe: boolean
  readonly output: FormatName
}

/**
 * Makes the fixes of diagnostics, or shows them as a diff; then prints what is left.
 * @returns 0 no errors are left, 1 some are, 2 the path names no factory.
 */
export async function fixCommand(options: FixOptions, output: Output): Promise<number> {
  const disk = openOrSay(options.path)
  if (disk === undefined) return 2
  const { target, values, platform } = options
  const texts = new Map<string, string>(values && givenTexts(values))
  const columns = columnReader(disk.folder)
  const originals = new Map<string, string>()
  let last: Validation | undefined
  const result = await fixAll({
    files: remembered(disk.files, originals),
    unsafe: options.unsafe,
    async validate(files) {
      const found = await validate({
        target,
        values,
        platform,
        columns,
        sql: sqlAnalyzer(),
        entry: disk.entry,
        files: remembered(files, texts),
      })
      last = found
      return found.diagnostics
    },
  })
  const replacements = [...result.texts].flatMap(([path, after]): Replacement[] => {
    const before = originals.get(path)
    return before === undefined || before === after ? [] : [{ path, before, after }]
  })
  if (options.dryRun) {
    const colours = pc.createColors(output.colour)
    output.out(replacements.map(({ path, before, after }) => colouredDiff(unifiedDiff(path, before, after), colours)).join(''))
  } else {
    await replaceFiles(disk.folder, disk.files, replacements)
    for (const chosen of result.made) output.out(`${madeLine(chosen)}\n`)
  }
  for (const [path, text] of originals) texts.set(path, result.texts.get(path) ?? text)
  const left = { diagnostics: result.diagnostics, targets: last?.targets ?? [], texts, path: options.path, base: disk.folder }
  // With a diff on standard output, which may be piped, the rest goes to standard error.
  const print = options.dryRun ? output.error : output.out
  if (!options.dryRun && result.made.length > 0) output.out('\n')
  print.call(output, await findingsText(left, options.output, output))
  return result.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}

function madeLine({ diagnostic: { code, file, range }, fix }: Chosen): string {
  const at = file !== undefined && range ? `${file}:${range.start.line + 1}:${range.start.column + 1}` : (fix.edits[0]?.file ?? '')
  return `fixed ${at} ${code}: ${fix.title}`
}
