import type { Entry, ListNode, MapNode, Node, Span } from './node.js'
import { plainScalar } from './plain-scalar.js'
import type { SourceFile } from './source-file.js'

/**
 * Reads the YAML that people mostly write, in one pass: maps and lists in blocks, maps and lists in brackets on one line,
 * plain and quoted scalars of one line, comments. Undefined for all else, right or wrong, which is then left to the library:
 * it takes 15 ms to load and to read 130 lines, a quarter of the time in which Node starts. What is read here, the library
 * reads as the same tree; a property test compares them.
 */
export function readPlain(file: SourceFile): MapNode | undefined {
  if (!ORDINARY.test(file.text)) return undefined
  try {
    return new PlainReader(file).document()
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

/** Thrown to leave the text to the library. */
const NOT_PLAIN = new Error('not plain')

/** No tabs, carriage returns, control characters, nor anything that some would take for white space. */
const ORDINARY = /^[\n\u0020-\u007e\u00a1-\u1fff]*$/

/** Nesting that the library has no trouble with either. */
const MAX_DEPTH = 60

/** Keys that are refused, or that are no text to YAML. */
const NO_KEY = /^(|<<|__proto__|constructor|prototype|true|false|null)$/i

// Patterns are tried at the reader's position.
const KEY = /([A-Za-z_$][\w.-]*|"[^"\\\n]*"|'[^'\n]*'):(?= |$)/my
const SPACES = / */y
const REST = /(?: *| +#.*)$/my
const QUOTED = /"([^"\\\n]*)"|'([^'\n]*)'(?!')/y
const PLAIN_BLOCK = /[\w./($](?:[^\n:#]|:(?! |$)|(?<! )#)*|[+-][\w.](?:[^\n:#]|:(?! |$)|(?<! )#)*/my
const PLAIN_FLOW = /[\w./(](?:[^\n:#,[\]{}]|:(?![ ,[\]{}]|$)|(?<! )#)*|[+-][\w.](?:[^\n:#,[\]{}]|:(?![ ,[\]{}]|$)|(?<! )#)*/my

/** A line that is neither blank nor a comment. */
interface Line {
  readonly column: number
  /** Offset of its first character that is no space. */
  readonly start: number
}

class PlainReader {
  readonly #file: SourceFile
  readonly #text: string
  readonly #lines: readonly Line[]
  /** The line that is being read. */
  #line = 0
  #at = 0

  constructor(file: SourceFile) {
    this.#file = file
    this.#text = file.text
    this.#lines = linesOf(file.text)
  }

  document(): MapNode {
    const root = this.#block(0)
    if (root.kind !== 'map' || this.#line < this.#lines.length) throw NOT_PLAIN
    return root
  }

  /** What begins on the current line. */
  #block(depth: number): MapNode | ListNode {
    const line = this.#lines[this.#line]
    if (line === undefined || depth > MAX_DEPTH) throw NOT_PLAIN
    this.#at = line.start
    return this.#text[line.start] === '-' ? this.#list(line.column, depth) : this.#map(line.column, depth)
  }

  /** A map whose keys stand in this column. The first one is at the position. */
  #map(column: number, depth: number): MapNode {
    const start = this.#at
    const entries = new Map<string, Entry>()
    let end = start
    do {
      const value = this.#entry(entries, () => this.#below(column, depth) ?? this.#inline(column, depth))
      end = value.span.end
    } while (this.#continues(column, (char) => char !== '-'))
    return { kind: 'map', span: this.#span(start, end), entries }
  }

  /** A list whose dashes stand in this column. The first one is at the position. */
  #list(column: number, depth: number): ListNode {
    const start = this.#at
    const items: Node[] = []
    do {
      if (this.#text[this.#at + 1] !== ' ') throw NOT_PLAIN
      this.#at++
      const spaces = this.#match(SPACES)?.[0].length ?? 0
      // A map may begin beside the dash.
      const item = this.#sees(KEY) ? this.#map(column + 1 + spaces, depth + 1) : this.#inline(column, depth)
      items.push(item)
    } while (this.#continues(column, (char) => char === '-'))
    return { kind: 'list', span: this.#span(start, items.at(-1)?.span.end ?? start), items }
  }

  /** Whether the line that has been reached goes on with the block in this column; if so, goes there. */
  #continues(column: number, fits: (char: string | undefined) => boolean): boolean {
    const line = this.#lines[this.#line]
    if (line?.column !== column || !fits(this.#text[line.start])) return false
    this.#at = line.start
    return true
  }

  /** A key's value on the lines below it, where nothing follows the key. */
  #below(column: number, depth: number): Node | undefined {
    if (this.#match(REST) === undefined) return undefined
    this.#line++
    const line = this.#lines[this.#line]
    // Lists may stand in the column of the key that they belong to.
    const isList = line !== undefined && line.column === column && this.#text[line.start] === '-'
    if (line === undefined || (line.column <= column && !isList)) throw NOT_PLAIN
    return this.#block(depth + 1)
  }

  /** A value that ends with its line, and that the next one does not carry on. */
  #inline(column: number, depth: number): Node {
    this.#match(SPACES)
    const value = this.#value(PLAIN_BLOCK, depth)
    if (this.#match(REST) === undefined) throw NOT_PLAIN
    this.#line++
    if ((this.#lines[this.#line]?.column ?? -1) > column) throw NOT_PLAIN
    return value
  }

  /** A value in brackets, in quotes or plain. */
  #value(plain: RegExp, depth: number): Node {
    if (depth > MAX_DEPTH) throw NOT_PLAIN
    const start = this.#at
    const char = this.#text[start]
    if (char === '{') return this.#flowMap(depth)
    if (char === '[') return this.#flowList(depth)
    if (char === '"' || char === "'") {
      const [, double, single] = this.#need(QUOTED)
      return { kind: 'scalar', span: this.#span(start, this.#at), value: double ?? single ?? '' }
    }
    const text = this.#need(plain)[0].trimEnd()
    this.#at = start + text.length
    const value = plainScalar(text)
    if (value === undefined) throw NOT_PLAIN
    return { kind: 'scalar', span: this.#span(start, this.#at), value }
  }

  #flowMap(depth: number): MapNode {
    const start = this.#at
    const entries = new Map<string, Entry>()
    this.#items('}', () => {
      this.#entry(entries, () => this.#match(SPACES) && this.#value(PLAIN_FLOW, depth + 1))
    })
    return { kind: 'map', span: this.#span(start, this.#at), entries }
  }

  #flowList(depth: number): ListNode {
    const start = this.#at
    const items: Node[] = []
    this.#items(']', () => {
      items.push(this.#value(PLAIN_FLOW, depth + 1))
    })
    return { kind: 'list', span: this.#span(start, this.#at), items }
  }

  /** What stands between brackets, separated by commas. */
  #items(close: string, read: () => void): void {
    this.#at++
    this.#match(SPACES)
    if (this.#text[this.#at] === close) {
      this.#at++
      return
    }
    for (;;) {
      read()
      this.#match(SPACES)
      const char = this.#text[this.#at++]
      if (char === close) return
      if (char !== ',') throw NOT_PLAIN
      this.#match(SPACES)
    }
  }

  #entry(entries: Map<string, Entry>, readValue: () => Node | undefined): Node {
    const start = this.#at
    const written = this.#need(KEY)[1] ?? ''
    const name = /^["']/.test(written) ? written.slice(1, -1) : written
    if (NO_KEY.test(name) || entries.has(name)) throw NOT_PLAIN
    const key = this.#span(start, start + written.length)
    const value = readValue()
    if (value === undefined) throw NOT_PLAIN
    entries.set(name, { key, value })
    return value
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return undefined
    this.#at = pattern.lastIndex
    return match
  }

  #need(pattern: RegExp): RegExpExecArray {
    const match = this.#match(pattern)
    if (match === undefined) throw NOT_PLAIN
    return match
  }

  #sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    return pattern.test(this.#text)
  }

  #span(start: number, end: number): Span {
    return { file: this.#file, start, end }
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const next = end === -1 ? text.length : end
    let at = start
    while (text[at] === ' ') at++
    if (at < next && text[at] !== '#') lines.push({ column: at - start, start: at })
    start = next + 1
  }
  return lines
}
