import type { Diagnostic, Fix, Position, TextEdit } from '../../schema/diagnostic.js'

/** A diagnostic with the fix that is to be made. */
export interface Chosen {
  readonly diagnostic: Diagnostic
  readonly fix: Fix
}

/** The first fix of each diagnostic that may be made: a safe one, or with `unsafe` any. */
export function choose(diagnostics: readonly Diagnostic[], unsafe: boolean): Chosen[] {
  return diagnostics.flatMap((diagnostic) => {
    const fix = diagnostic.fixes?.find(({ safe }) => safe || unsafe)
    return fix ? [{ diagnostic, fix }] : []
  })
}

/** Those that can be made together, in order: each leaves out what would touch the edits of one before it. */
export function together(chosen: readonly Chosen[]): Chosen[] {
  const made: TextEdit[] = []
  return chosen.filter(({ fix }) => {
    if (fix.edits.some((edit) => made.some((other) => touch(edit, other)))) return false
    made.push(...fix.edits)
    return true
  })
}

/** Whether two edits share a place. Two insertions at one place do: their order would be a matter of chance. */
export function touch(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && compare(a.range.start, b.range.end) <= 0 && compare(b.range.start, a.range.end) <= 0
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column
}

/** The text after edits that do not touch one another. A byte order mark, which positions leave out, stays. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  const starts = [mark]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const offset = ({ line, column }: Position) => (starts[line] ?? text.length) + column
  return replaceSpans(
    text,
    edits.map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText })),
  )
}

/** The text with parts of it, given by offsets, replaced. They do not overlap. */
export function replaceSpans(
  text: string,
  spans: readonly { readonly start: number; readonly end: number; readonly newText: string }[],
): string {
  const sorted = [...spans].sort((a, b) => b.start - a.start || b.end - a.end)
  return sorted.reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text)
}
