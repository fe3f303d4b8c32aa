import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType } from '../../../schema/generated/jobs.js'
import type { SqlProblem, SqlQuestion, SqlRange, SqlVerdict } from '../analyzer.js'
import { binderProblem, duckDbError } from './binder-problem.js'
import { type ConstantComparison, constantComparisons } from './comparisons.js'
import { aggregate, FUNCTION_WORDS, type FunctionFacts, type Refusal, refusedFunction, unstable } from './functions.js'
import { type Parsed, parseAll } from './parse-all.js'
import type { Places } from './places.js'
import { columnName, depthOf, type SyntaxNode, visit } from './syntax-tree.js'
import { DUCKDB_TYPES, typeName } from './type-names.js'

/** Binding is worse than quadratic in the depth of an expression: what is deeper is only parsed. */
const MAX_DEPTH = 50
const BIND = 'DESCRIBE SELECT ('

/** Answers all questions with one look at DuckDB's grammar and one at its functions. */
export async function analyze(connection: DuckDBConnection, questions: readonly SqlQuestion[]): Promise<SqlVerdict[]> {
  const parsed = await parseAll(
    connection,
    questions.map(({ expression }) => expression),
  )
  const functions = await functionFacts(connection, parsed)
  const verdicts: SqlVerdict[] = []
  for (const [index, question] of questions.entries()) {
    const result = parsed[index]
    if (result !== undefined) verdicts.push(await answer(connection, question, result, functions))
  }
  return verdicts
}

async function answer(
  connection: DuckDBConnection,
  { expression, columns }: SqlQuestion,
  { tree, problem, places }: Parsed,
  functions: ReadonlyMap<string, FunctionFacts>,
): Promise<SqlVerdict> {
  if (problem !== undefined || tree === undefined) return { problems: problem ? [problem] : [], columns: [] }
  const types = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]))
  const named = namedColumns(tree, places, types)
  const problems: SqlProblem[] = [...refusals(tree, places, functions, types)]
  for (const unknown of unknownFunctions(tree, functions)) problems.push(await unknownFunction(connection, unknown, places))
  const comparisons = constantComparisons(tree, (column) => types.get(column.toLowerCase()))
  problems.push(...(await wrongConstants(connection, comparisons, places)))
  if (named.length === 0 && problems.length === 0)
    problems.push({ code: 'AF4052', message: 'this is the same for every row: it names no column', ...places.whole })
  const bindable = named.every(({ name }) => types.has(name.toLowerCase())) && depthOf(tree) <= MAX_DEPTH
  if (problems.some(({ code }) => code !== 'AF4049' && code !== 'AF4051' && code !== 'AF4052') || !bindable) {
    return { problems, columns: named }
  }
  const bound = await bind(connection, expression, types, (position) => places.nodeAt(tree, position, BIND.length))
  if ('type' in bound) return { problems, columns: named, type: bound.type }
  // What may fail on some rows does not matter where it fails on all.
  return { problems: [...problems.filter(({ code }) => code !== 'AF4051'), bound], columns: named }
}

function namedColumns(tree: unknown, places: Places, types: ReadonlyMap<string, ColumnType>): SqlVerdict['columns'] {
  return [...visit(tree)].flatMap(({ node, locals }) => {
    const name = columnName(node)?.toLowerCase()
    if (name === undefined || locals.has(name) || (FUNCTION_WORDS.has(name) && !types.has(name))) return []
    const at = places.tokenAt(node.query_location) ?? places.whole
    return [{ name: columnName(node) ?? name, ...at }]
  })
}

function* refusals(
  tree: unknown,
  places: Places,
  functions: ReadonlyMap<string, FunctionFacts>,
  types: ReadonlyMap<string, ColumnType>,
): Generator<SqlProblem> {
  for (const { node, locals } of visit(tree)) {
    const refusal = refusalOf(node, functions, types, locals)
    const at = node.class === 'SUBQUERY' ? places.of(node) : places.tokenAt(node.query_location)
    if (refusal) yield { ...refusal, ...(at ?? places.whole) }
    // What is inside a query is about the query.
    if (node.class === 'SUBQUERY') return
  }
}

function refusalOf(
  node: SyntaxNode,
  functions: ReadonlyMap<string, FunctionFacts>,
  types: ReadonlyMap<string, ColumnType>,
  locals: ReadonlySet<string>,
): Refusal | undefined {
  const suggestion = 'Use the columns of the row at hand, by name.'
  if (node.class === 'SUBQUERY') return { code: 'AF4047', message: 'a sub-query reads more than the row at hand', suggestion }
  if (node.class === 'STAR') return { code: 'AF4047', message: '* stands for all columns, and one value is wanted', suggestion }
  if (node.class === 'PARAMETER') return { code: 'AF4047', message: 'there is nothing to fill a parameter in with', suggestion }
  if (node.class === 'WINDOW') return aggregate(`${String(node.function_name)} OVER`)
  const word = columnName(node)?.toLowerCase()
  if (word !== undefined && FUNCTION_WORDS.has(word) && !types.has(word) && !locals.has(word)) return unstable(word)
  const name = functionName(node)
  const facts = name === undefined ? undefined : functions.get(name)
  return name !== undefined && facts ? refusedFunction(name, facts) : undefined
}

/** Functions as they are written; those that the parser puts in for operators and brackets are known to be there. */
function functionName(node: SyntaxNode): string | undefined {
  return node.class === 'FUNCTION' && typeof node.function_name === 'string' ? node.function_name.toLowerCase() : undefined
}

function unknownFunctions(tree: unknown, functions: ReadonlyMap<string, FunctionFacts>): SyntaxNode[] {
  return [...visit(tree)].flatMap(({ node }) => {
    const name = functionName(node)
    return name !== undefined && !functions.has(name) ? [node] : []
  })
}

async function unknownFunction(connection: DuckDBConnection, node: SyntaxNode, places: Places): Promise<SqlProblem> {
  const name = functionName(node) ?? ''
  const at = places.tokenAt(node.query_location) ?? places.whole
  if (/^unnest$/.test(name)) return { ...at, ...(refusedFunction(name, { kinds: [], stabilities: [] }) as Refusal) }
  try {
    await connection.run(`DESCRIBE SELECT "${name.replaceAll('"', '""')}"()`)
  } catch (error) {
    const found = duckDbError(error)
    if (found.subtype === 'MISSING_ENTRY') return { ...at, ...binderProblem(found) }
  }
  return { ...at, code: 'AF4044', message: `there is no function ${name}` }
}

async function wrongConstants(
  connection: DuckDBConnection,
  comparisons: readonly ConstantComparison[],
  places: Places,
): Promise<SqlProblem[]> {
  const problems: SqlProblem[] = []
  for (const { node, constant, constantType, value, column } of comparisons) {
    if (value === null) {
      problems.push({
        code: 'AF4049',
        message: 'a comparison with NULL is never true',
        suggestion: node.type.includes('NOT') ? 'Use IS NOT NULL.' : 'Use IS NULL or IS NOT NULL.',
        ...places.of(node),
      })
    } else if (column !== undefined && column.type !== 'string' && constantType === 'VARCHAR' && typeof value === 'string') {
      if (await canBe(connection, value, column.type)) continue
      problems.push({
        code: 'AF4050',
        message: `'${value}' is no ${column.type}, which ${column.name} is`,
        suggestion: CONSTANTS[column.type],
        ...(places.tokenAt(constant.query_location) ?? places.whole),
      })
    } else if (column?.type === 'string' && /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|DOUBLE|DECIMAL)/.test(constantType)) {
      problems.push({
        code: 'AF4051',
        message: `${column.name} is text, and is compared with a number`,
        suggestion: `Write '${String(value)}' for text, or TRY_CAST(${column.name} AS DOUBLE) for numbers in text.`,
        ...places.of(node),
      })
    }
  }
  return problems
}

const CONSTANTS: Readonly<Record<ColumnType, string>> = {
  string: '',
  int64: 'Write a number, without quotes.',
  float64: 'Write a number, without quotes.',
  bool: 'Write true or false.',
  timestamp: "Write times as '2013-01-31 12:00:00Z'.",
  date: "Write dates as '2013-01-31'.",
}

async function canBe(connection: DuckDBConnection, value: string, type: ColumnType): Promise<boolean> {
  const reader = await connection.runAndReadAll(`SELECT TRY_CAST(${literal(value)} AS ${DUCKDB_TYPES[type]}) IS NOT NULL`)
  return reader.getRows()[0]?.[0] === true
}

/** The type of an expression over columns of these types, or why it has none. */
async function bind(
  connection: DuckDBConnection,
  expression: string,
  types: ReadonlyMap<string, ColumnType>,
  rangeAt: (position: number) => SqlRange | undefined,
): Promise<{ type: string } | SqlProblem> {
  const row = [...types].map(([name, type]) => `CAST(NULL AS ${DUCKDB_TYPES[type]}) AS "${name.replaceAll('"', '""')}"`)
  try {
    // The line break ends a comment that the expression may end with.
    const reader = await connection.runAndReadAll(`${BIND}${expression}\n) AS v FROM (SELECT ${row.join(', ') || '1 AS "-"'})`)
    return { type: typeName(String(reader.getRows()[0]?.[1])) }
  } catch (error) {
    const found = duckDbError(error)
    const at = found.position === undefined ? undefined : rangeAt(found.position)
    return { ...binderProblem(found), ...(at ?? { start: 0, end: expression.length }) }
  }
}

async function functionFacts(connection: DuckDBConnection, parsed: readonly Parsed[]): Promise<Map<string, FunctionFacts>> {
  const names = new Set(parsed.flatMap(({ tree }) => [...visit(tree)].flatMap(({ node }) => functionName(node) ?? [])))
  if (names.size === 0) return new Map()
  const reader = await connection.runAndReadAll(
    `SELECT lower(function_name), list(DISTINCT function_type), list(DISTINCT stability) FILTER (stability IS NOT NULL)
     FROM duckdb_functions() WHERE lower(function_name) IN (${[...names].map(literal).join(', ')}) GROUP BY 1`,
  )
  return new Map(
    reader.getRowsJson().map(([name, kinds, stabilities]) => [String(name), { kinds: texts(kinds), stabilities: texts(stabilities) }]),
  )
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : []
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
