import { type SqlToken, sqlTokens } from './sql-tokens.js'

/** A name in an SQL expression that must be a column, and where it stands in the text. */
export interface SqlIdentifier {
  readonly name: string
  /** Quoted names are compared as they are; others without regard to case, as DuckDB does. */
  readonly quoted: boolean
  readonly start: number
  readonly end: number
}

/**
 * Names of columns in a scalar SQL expression, or undefined where telling takes a parser: sub-queries and lambdas have
 * names of their own. Functions, types, keywords, qualifiers, parts of dates and text are left out.
 */
export function sqlIdentifiers(expression: string): readonly SqlIdentifier[] | undefined {
  const tokens = sqlTokens(expression)
  if (tokens.some(({ kind, text }) => (kind === 'word' && /^(select|from|lambda)$/i.test(text) && !inCall(tokens, text)) || text === '->'))
    return undefined
  const found: SqlIdentifier[] = []
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' && token.kind !== 'quoted') return
    const before = tokens[index - 1]
    const after = tokens[index + 1]
    if (before?.text === '.' || before?.text === '::' || after?.text === '(') return
    if (before?.kind === 'word' && /^as$/i.test(before.text)) return
    if (token.kind === 'word' && (isKeyword(token.text) || after?.kind === 'string' || isUnit(token.text, before))) return
    if (token.kind === 'word' && /^from$/i.test(after?.text ?? '')) return
    const name = token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text
    found.push({ name, quoted: token.kind === 'quoted', start: token.start, end: token.start + token.text.length })
  })
  return found
}

/** extract(year FROM t), trim(x FROM y) and substring(x FROM 2) use FROM without a query. */
function inCall(tokens: readonly SqlToken[], word: string): boolean {
  return /^from$/i.test(word) && tokens.some(({ text }) => /^(extract|trim|substring|overlay|position)$/i.test(text))
}

/** INTERVAL 3 DAYS */
function isUnit(word: string, before: SqlToken | undefined): boolean {
  const number = before?.kind === 'number' || before?.kind === 'string' || before?.text === ')'
  return number && /^(microsecond|millisecond|second|minute|hour|day|week|month|quarter|year|decade|century|millennium)s?$/i.test(word)
}

function isKeyword(word: string): boolean {
  return KEYWORDS.has(word.toLowerCase())
}

/** Words of DuckDB's grammar that stand in scalar expressions without being a column. */
const KEYWORDS = new Set(
  (
    'all and any array as asc asymmetric at between both by case cast collate current current_date current_time current_timestamp ' +
    'desc distinct else end escape except exclude extract false filter first following from glob group ignore ilike in interval is isnull ' +
    'last leading like list localtime localtimestamp map not notnull null nulls only or order over partition preceding qualify range ' +
    'replace respect row rows similar some struct symmetric then ties to trailing true try_cast unbounded using when where window within ' +
    'with without zone'
  ).split(' '),
)
