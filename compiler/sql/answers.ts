import { sqlTokens } from '../columns/sql-tokens.js'
import type { Path } from '../source/node.js'
import type { SqlAnalyzer, SqlColumn, SqlQuestion, SqlVerdict } from './analyzer.js'
import type { SqlPlace } from './expressions.js'

/** An expression and what is known about it. */
export interface SqlAnswer {
  readonly place: SqlPlace
  readonly verdict: SqlVerdict
}

/** What is known about the expressions of a file. Empty where nobody was there to ask. */
export class SqlAnswers {
  readonly #byPath: ReadonlyMap<string, SqlAnswer>

  constructor(answers: readonly SqlAnswer[] = []) {
    this.#byPath = new Map(answers.map((answer) => [JSON.stringify(answer.place.path), answer]))
  }

  get all(): Iterable<SqlAnswer> {
    return this.#byPath.values()
  }

  /** The answer about the expression at a path below spec. */
  at(path: Path): SqlVerdict | undefined {
    return this.#byPath.get(JSON.stringify(path))?.verdict
  }
}

/** Asks about all expressions of a file at once. */
export async function askAll(places: readonly SqlPlace[], analyzer: SqlAnalyzer | undefined): Promise<SqlAnswers> {
  if (analyzer === undefined || places.length === 0) return new SqlAnswers()
  const verdicts = await analyzer(places.map(questionOf))
  return new SqlAnswers(places.flatMap((place, index) => (verdicts?.[index] ? [{ place, verdict: verdicts[index] }] : [])))
}

/** Only columns that the expression may name are told, so that others may change without asking again. */
export function questionOf({ expression, scope }: Pick<SqlPlace, 'expression' | 'scope'>): SqlQuestion {
  const columns = new Map<string, SqlColumn>()
  for (const name of possibleColumns(expression)) {
    const type = scope.typeOf(name)
    if (type !== undefined && !columns.has(name.toLowerCase())) columns.set(name.toLowerCase(), { name, type })
  }
  return { expression, columns: [...columns.values()] }
}

/** Names by expression: a file is read again after each keystroke, and most of its expressions are as they were. */
const remembered = new Map<string, readonly string[]>()
const MOST_REMEMBERED = 4096

function possibleColumns(expression: string): readonly string[] {
  const known = remembered.get(expression)
  if (known !== undefined) return known
  const found = [...namesIn(expression)]
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(expression, found)
  return found
}

function* namesIn(expression: string): Generator<string> {
  const tokens = sqlTokens(expression)
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind === 'quoted') yield text.slice(1, -1).replaceAll('""', '"')
    else if (kind === 'word' && tokens[index + 1]?.text !== '(' && !RESERVED.has(text.toLowerCase())) yield text
  }
}

/** Words that are no column unless they are quoted. */
const RESERVED = new Set(
  (
    'all and any as asc between both case cast collate desc distinct else end exists false from group having in is isnull like ilike ' +
    'limit not notnull null or order select similar then to true when where'
  ).split(' '),
)
