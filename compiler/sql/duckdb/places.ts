import { sqlTokens } from '../../columns/sql-tokens.js'
import type { SqlRange } from '../analyzer.js'
import { isNode, type SyntaxNode, visit } from './syntax-tree.js'

/** Turns DuckDB's offsets into ours: it counts bytes of the statement that an expression was put into. */
export class Places {
  readonly #expression: string
  readonly #before: number

  /** before: length of what precedes the expression in the statement, all ASCII. */
  constructor(expression: string, before: number) {
    this.#expression = expression
    this.#before = before
  }

  get whole(): SqlRange {
    return { start: 0, end: this.#expression.length }
  }

  /** The word, name, number, text or sign at an offset in the statement; undefined where that is not in the expression. */
  tokenAt(location: number, before = this.#before): SqlRange | undefined {
    const start = utf16Offset(this.#expression, location - before)
    if (start === undefined || start >= this.#expression.length) return undefined
    TOKEN.lastIndex = start
    const length = TOKEN.exec(this.#expression)?.[0].length ?? 1
    return { start, end: start + length }
  }

  /** From the first to the last thing that belongs to a node. */
  of(node: SyntaxNode): SqlRange {
    const tokens = [...visit(node)].flatMap(({ node: inner }) => this.tokenAt(inner.query_location) ?? [])
    if (tokens.length === 0) return this.whole
    const start = Math.min(...tokens.map((token) => token.start))
    return { start, end: this.#closed(start, Math.max(...tokens.map((token) => token.end))) }
  }

  /** The end together with the brackets that close what was opened after the start. */
  #closed(start: number, end: number): number {
    const tokens = sqlTokens(this.#expression).filter((token) => token.start >= start)
    let open = 0
    for (const token of tokens) {
      if (token.start >= end && open === 0) return end
      if (token.text === '(') open++
      if (token.text === ')') open--
      end = Math.max(end, token.start + token.text.length)
    }
    return end
  }

  /** The comparison, call or cast that an error of the binder points at. */
  nodeAt(tree: unknown, location: number, before: number): SqlRange | undefined {
    const token = this.tokenAt(location, before)
    for (const { node } of visit(tree)) {
      if (isNode(node) && COMPOUND.has(node.class) && this.tokenAt(node.query_location)?.start === token?.start) return this.of(node)
    }
    return token
  }
}

const COMPOUND = new Set(['COMPARISON', 'BETWEEN', 'FUNCTION', 'CAST', 'CASE', 'OPERATOR', 'CONJUNCTION'])
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$\u0080-\uffff]+(?:\.[\w$]+)*|[<>=!|&+*/%^~:-]+|[\s\S]/y

/** The offset in UTF-16 code units of one in UTF-8 bytes; undefined for what lies outside. */
export function utf16Offset(text: string, bytes: number): number | undefined {
  if (!(bytes >= 0)) return undefined
  let at = 0
  for (let rest = bytes; rest > 0; ) {
    const code = text.codePointAt(at)
    if (code === undefined) return undefined
    rest -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    at += code < 0x10000 ? 1 : 2
  }
  return at
}
