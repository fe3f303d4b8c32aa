import { sqlIdentifiers } from '../columns/sql-identifiers.js'
import { closest } from '../diagnostics/did-you-mean.js'
import { correctColumn } from '../fixes/correct-column.js'
import type { Path, Span } from '../source/node.js'
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
    related: source === undefined ? [] : [{ message: 'the source', at: context.key('sources', source) }],
    fixes: [correctColumn(at, column, [...known, ...also])],
  })
}

/** Reports AF3009 for each name in the expression at a path below spec that is no column of its source. */
export function checkExpression(context: RuleContext, source: string | undefined, expression: string, path: Path): void {
  for (const { name, ...range } of namesIn(context, expression, path)) {
    if (context.columns.lacks(source, name, 'sql')) checkColumn(context, source, name, context.part(path, expression, range))
  }
}

/** Names of columns in an expression, each once: as the database sees it, or else as its words look. */
export function namesIn(context: RuleContext, expression: string, path: Path): readonly SqlColumnName[] {
  const found = context.sql.at(path)?.columns ?? sqlIdentifiers(expression) ?? []
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index)
}

interface SqlColumnName {
  readonly name: string
  readonly start: number
  readonly end: number
}

function shortList(names: readonly string[]): string {
  return names.length <= 25 ? names.join(', ') : `${names.slice(0, 25).join(', ')} and ${names.length - 25} more`
}
