import { EXPLANATION_VERSION, type Explanation } from '../../compiler/explain/explained.js'
import { explain } from '../../compiler/explain.js'
import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { columnReader } from '../columns/read-columns.js'
import { openOrSay } from '../open-or-say.js'
import { remembered } from '../remembered-files.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'
import { countDiagnostics, formatDiagnostics } from '../terminal/diagnostics.js'
import type { Output } from '../terminal/output.js'
import { formatField } from './format-field.js'
import { formatListing } from './format-listing.js'

interface ExplainOptions {
  readonly field?: string
  readonly path: string
  readonly target?: string
  readonly values?: GivenValues
  readonly output: 'pretty' | 'json'
}

/**
 * Prints the explanation of a field, or of all fields of a section as YAML with comments. Errors of the file go to standard
 * error and do not keep it from being explained.
 * @returns 0 explained, 1 there is no such field or the file has errors, 2 the path names no factory.
 */
export async function explainCommand({ field, path, target, values, output: format }: ExplainOptions, output: Output): Promise<number> {
  const disk = openOrSay(path)
  if (disk === undefined) return 2
  const texts = givenTexts(values ?? {})
  texts.set('PATH', field ?? '')
  const explanation = await explain({
    files: remembered(disk.files, texts),
    entry: disk.entry,
    target,
    values,
    path: field,
    columns: columnReader(disk.folder),
    sql: sqlAnalyzer(),
  })
  // What does not keep the document from being used is for `validate` to tell.
  const errors = explanation.diagnostics.filter(({ severity }) => severity === 'error')
  if (format === 'json')
    output.out(`${JSON.stringify({ version: EXPLANATION_VERSION, ...explanation, diagnostics: errors }, undefined, 2)}\n`)
  else {
    output.out(formatExplanation(explanation))
    if (errors.length > 0) output.error(`${formatDiagnostics(errors, texts).join('\n')}\n\n${countDiagnostics(errors)}\n`)
  }
  return errors.length > 0 ? 1 : 0
}

function formatExplanation({ parts }: Explanation): string {
  const [only] = parts
  if (only !== undefined && parts.length === 1 && only.fields.length === 0) return `${formatField(only.field).join('\n')}\n`
  return parts.map((part) => `${formatListing(part).join('\n')}\n`).join('\n')
}
