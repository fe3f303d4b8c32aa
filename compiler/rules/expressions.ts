import { sqlIdentifiers } from '../columns/sql-identifiers.js'
import { closest } from '../diagnostics/did-you-mean.js'
import type { Span } from '../source/node.js'
import type { RuleContext } from './context.js'

/** Reports AF3009 for a column that a source certainly does not have. */
export function checkColumn(
  context: RuleContext,
  source: string | undefined,
  column: string,
  at: Span,
  also: readonly string[] = [],
): void {
  if (also.includes(column) || !context.columns.lacks(source, column)) return
  const known = context.columns.of(source)
  const sameWord = [...known, ...also].find((name) => name.toLowerCase() === column.toLowerCase())
  const match = sameWord ?? closest(column, [...known, ...also])
  context.report.error('AF3009', `source ${source} has no column "${column}"`, at, {
    suggestion: match ? `Did you mean "${match}"?` : `Its columns: ${shortList(known)}.`,
  })
}

/** Reports AF3009 for each name in an expression that is no column of its source. */
export function checkExpression(context: RuleContext, source: string | undefined, expression: string, at: Span): void {
  const reported = new Set<string>()
  for (const { name, start, end } of sqlIdentifiers(expression) ?? []) {
    if (reported.has(name) || !context.columns.lacks(source, name, 'sql')) continue
    reported.add(name)
    checkColumn(context, source, name, within(at, expression, start, end))
  }
}

/** The place of a part of a text, where the file has the text as it is; else the whole value. */
export function within(at: Span, text: string, start: number, end: number): Span {
  const offset = at.file.text.slice(at.start, at.end).indexOf(text)
  return offset === -1 ? at : { file: at.file, start: at.start + offset + start, end: at.start + offset + end }
}

function shortList(names: readonly string[]): string {
  return names.length <= 25 ? names.join(', ') : `${names.slice(0, 25).join(', ')} and ${names.length - 25} more`
}
