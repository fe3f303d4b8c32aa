import type { DuckDBConnection } from '@duckdb/node-api'
import { sqlTokens } from '../../columns/sql-tokens.js'
import type { SqlProblem } from '../analyzer.js'
import { Places } from './places.js'

/** An expression as DuckDB's parser sees it. */
export interface Parsed {
  readonly places: Places
  /** The expression's tree; absent where it cannot be parsed. */
  readonly tree?: unknown
  readonly problem?: SqlProblem
}

const SELECT = 'SELECT ('

/** Parses expressions in one call. Each must be one expression by itself: nothing may close the brackets around it. */
export async function parseAll(connection: DuckDBConnection, expressions: readonly string[]): Promise<Parsed[]> {
  if (expressions.length === 0) return []
  const statements = expressions.map((expression) => `'${`${SELECT}${expression}\n)`.replaceAll("'", "''")}'`)
  const reader = await connection.runAndReadAll(
    `SELECT json_serialize_sql(s) FROM (SELECT unnest([${statements.join(', ')}]) AS s, unnest(range(${statements.length})) AS i) ORDER BY i`,
  )
  const trees = reader.getRows().map(([json]) => JSON.parse(String(json)) as Serialized)
  return expressions.map((expression, index) => parsed(expression, trees[index]))
}

interface Serialized {
  readonly error: boolean
  readonly error_message?: string
  readonly position?: string
  readonly statements?: readonly { readonly node: Readonly<Record<string, unknown>> }[]
}

function parsed(expression: string, result: Serialized | undefined): Parsed {
  const places = new Places(expression, SELECT.length)
  const brackets = bracketProblem(expression)
  if (brackets !== undefined) return { places, problem: brackets }
  if (result === undefined || result.error) return { places, problem: syntaxProblem(expression, result, places) }
  const tree = onlyExpression(result)
  if (tree !== undefined) return { places, tree }
  const message = 'this is more than one expression'
  return { places, problem: { code: 'AF4043', message, suggestion: 'Leave one of them out.', ...places.whole } }
}

/** The tree where the statement selects one expression, from nothing. */
function onlyExpression({ statements = [] }: Serialized): unknown {
  const [first, second] = statements
  const {
    select_list: list,
    from_table: from,
    where_clause: where,
    having,
    qualify,
    modifiers,
    group_expressions: groups,
  } = first?.node ?? {}
  const others = [where, having, qualify].some((clause) => clause !== null) || [modifiers, groups].some((items) => !isEmpty(items))
  if (second !== undefined || others || !Array.isArray(list) || list.length !== 1) return undefined
  const [tree] = list as { alias?: string; function_name?: string; schema?: string }[]
  // (a, b) is a row to the parser.
  const isRow = tree?.function_name === 'row' && tree.schema === 'main'
  return (from as { type?: string } | undefined)?.type === 'EMPTY' && tree?.alias === '' && !isRow ? tree : undefined
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0
}

/** A bracket that closes nothing, which might close those that the expression is put into, or one that is not closed. */
function bracketProblem(expression: string): SqlProblem | undefined {
  const open: number[] = []
  for (const { text, start } of sqlTokens(expression)) {
    if (text === '(') open.push(start)
    else if (text === ')' && open.pop() === undefined)
      return { code: 'AF4043', message: 'this bracket closes nothing', start, end: start + 1 }
  }
  const start = open.at(-1)
  return start === undefined ? undefined : { code: 'AF4043', message: 'this bracket is not closed', start, end: start + 1 }
}

function syntaxProblem(expression: string, result: Serialized | undefined, places: Places): SqlProblem {
  const { error_message: message = 'DuckDB cannot parse it', position } = result ?? {}
  const at = position === undefined ? undefined : places.tokenAt(Number(position))
  if (at === undefined && position !== undefined) {
    const end = expression.trimEnd().length
    return { code: 'AF4043', message: 'the expression ends where more is expected', start: Math.max(0, end - 1), end }
  }
  const { start, end } = at ?? places.whole
  if (message.startsWith('unterminated')) return { code: 'AF4043', message: 'what begins here does not end', start, end: expression.length }
  const text = message.startsWith('syntax error') ? `"${expression.slice(start, end)}" is not expected here` : message
  return { code: 'AF4043', message: text, start, end }
}
