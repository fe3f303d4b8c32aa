import type { Diagnostic, Range, TextEdit } from '../../schema/diagnostic.js'

/** A change that an editor offers for a diagnostic. */
export interface CodeAction {
  readonly title: string
  readonly diagnostic: Diagnostic
  readonly edits: readonly TextEdit[]
  /** Whether it is the one to make where nothing is chosen. */
  readonly preferred: boolean
}

/** The fixes of the diagnostics that touch a range of a file. */
export function codeActions(diagnostics: readonly Diagnostic[], file: string, range: Range): CodeAction[] {
  return diagnostics
    .filter((diagnostic) => diagnostic.file === file && diagnostic.range !== undefined && touches(diagnostic.range, range))
    .flatMap((diagnostic) =>
      (diagnostic.fixes ?? []).map(({ title, edits, safe }, index) => ({ title, diagnostic, edits, preferred: safe && index === 0 })),
    )
}

function touches(a: Range, b: Range): boolean {
  return !before(a.end, b.start) && !before(b.end, a.start)
}

function before(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column)
}
