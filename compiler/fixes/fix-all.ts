import type { Diagnostic } from '../../schema/diagnostic.js'
import type { FileReader } from '../source/file-reader.js'
import { applyEdits, type Chosen, choose, together } from './edits.js'

export interface FixInput {
  readonly files: FileReader
  /** Says what is wrong with files. */
  readonly validate: (files: FileReader) => Promise<readonly Diagnostic[]>
  /** Whether to make changes of which it is not certain that they are what was meant. */
  readonly unsafe: boolean
}

export interface FixResult {
  /** New texts of the files that change, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** What was made, in order. Places are those of the text at that time. */
  readonly made: readonly Chosen[]
  /** What is wrong now. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Rounds after which even fixes that undo one another come to an end. */
const MOST_ROUNDS = 50

/**
 * Makes fixes until there are no more. A fix is kept only if it leaves no more errors than there were; errors of what could
 * not be looked at before, because it could not be read or did not fit the schema, are no new ones.
 */
export async function fixAll({ files, validate, unsafe }: FixInput): Promise<FixResult> {
  const refused = new Set<string>()
  const made: Chosen[] = []
  let texts: ReadonlyMap<string, string> = new Map()
  let diagnostics = await validate(files)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const candidates = together(choose(diagnostics, unsafe).filter((chosen) => !refused.has(identity(chosen))))
    if (candidates.length === 0) break
    // One that makes matters worse would take the others along, so each is then tried by itself.
    for (const attempt of [candidates, ...(candidates.length > 1 ? candidates.map((one) => [one]) : [])]) {
      const next = await edited(files, texts, attempt)
      const found = await validate(overlaid(files, next))
      if (isNoWorse(found, diagnostics)) {
        made.push(...attempt)
        texts = next
        diagnostics = found
        break
      }
      if (attempt.length === 1 && attempt[0]) refused.add(identity(attempt[0]))
    }
  }
  return { texts, made, diagnostics }
}

async function edited(
  files: FileReader,
  texts: ReadonlyMap<string, string>,
  chosen: readonly Chosen[],
): Promise<ReadonlyMap<string, string>> {
  const edits = chosen.flatMap(({ fix }) => fix.edits)
  const next = new Map(texts)
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const text = texts.get(file) ?? (await files.read(file))
    const own = edits.filter((edit) => edit.file === file)
    if (text !== undefined) next.set(file, applyEdits(text, own))
  }
  return next
}

/** Files of which some have another text. */
export function overlaid(files: FileReader, texts: ReadonlyMap<string, string>): FileReader {
  return { ...files, read: async (path) => texts.get(path) ?? files.read(path) }
}

/** Whether there are no more errors, or fewer of those that hide others: first of syntax, then of the schema. */
export function isNoWorse(after: readonly Diagnostic[], before: readonly Diagnostic[]): boolean {
  const [syntax, syntaxBefore] = [errorsOf(after, 'AF1'), errorsOf(before, 'AF1')]
  if (syntax !== syntaxBefore) return syntax < syntaxBefore
  const [schema, schemaBefore] = [errorsOf(after, 'AF2'), errorsOf(before, 'AF2')]
  if (schema < schemaBefore) return true
  return errorsOf(after, 'AF') <= errorsOf(before, 'AF')
}

function errorsOf(diagnostics: readonly Diagnostic[], family: string): number {
  return diagnostics.filter(({ code, severity }) => severity === 'error' && code.startsWith(family)).length
}

/** The same fix at the same place is not tried twice. */
function identity({ diagnostic, fix }: Chosen): string {
  return JSON.stringify([diagnostic.code, fix.title, fix.edits])
}
