import type { Path } from '../source/node.js'

/** Where a cursor stands in YAML that may be unfinished or wrong. */
export interface Cursor {
  /** Of the map that a key is typed into, or of the value that is typed. */
  readonly path: Path
  /** `either` is a word that stands alone below a key: it may become a value, or the first key of a map. */
  readonly role: 'key' | 'value' | 'either'
  /** Offsets of the word at the cursor, quotes excluded. */
  readonly start: number
  readonly end: number
  readonly quote?: '"' | "'"
  /** Whether it stands within brackets. */
  readonly flow: boolean
  /** Column of the map or list that the line belongs to. */
  readonly indent: number
  /** Whether a key is followed by a colon already. */
  readonly hasColon?: boolean
}

/**
 * Finds the place of an offset by indentation and brackets, looking at nothing after its line: what is typed is mostly not
 * YAML yet. Undefined in comments and in text blocks.
 */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  return new CursorReader(text, offset).read()
}

interface Frame {
  readonly kind: 'map' | 'list'
  /** Column of a block; -1 within brackets. */
  readonly indent: number
  key?: string
  index: number
}

const KEY = /("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s#,[\]{}"'&*!|>%@`-](?:[^:#\n]|:(?! |$)|(?<! )#)*?|-(?! )[^:\s]+)\s*:(?= |$)/my
const FLOW_WORD = /"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|(?:[^\n:#,[\]{}"' ]|:(?![ ,[\]{}]|$)|(?<=[^\s,[{:])#|(?<=\S) +(?=[^\s#,[\]{}:]))*/my
const COLON = / *:(?=[ ,[\]{}]|$)/my

class CursorReader {
  readonly #text: string
  readonly #offset: number
  readonly #frames: Frame[] = []
  #found: Cursor | undefined
  /** Column that lines of a text block lie beyond. */
  #textBlock: number | undefined
  #column = 0

  constructor(text: string, offset: number) {
    this.#text = text
    this.#offset = offset
  }

  read(): Cursor | undefined {
    for (let start = 0; start <= this.#offset; ) {
      const next = this.#text.indexOf('\n', start)
      const end = next === -1 ? this.#text.length : next
      this.#line(start, this.#text[end - 1] === '\r' ? end - 1 : end)
      if (this.#found !== undefined) return this.#found
      start = end + 1
    }
    return undefined
  }

  #line(start: number, end: number): void {
    const here = this.#offset <= end
    let at = start
    while (this.#text[at] === ' ' && at < end) at++
    const blank = at === end
    const column = blank && here ? this.#offset - start : at - start
    if (this.#textBlock !== undefined) {
      if (blank ? !here || column > this.#textBlock : column > this.#textBlock) return
      this.#textBlock = undefined
    }
    if (blank ? !here : this.#text[at] === '#') return
    if (this.#inFlow) {
      // Brackets that nobody closed end where a line begins no further in than the block that they are in.
      if (blank || column > this.#column) {
        this.#flow(at, end)
        return
      }
      while (this.#inFlow) this.#frames.pop()
    }
    const isItem = this.#text[at] === '-' && (at + 1 === end || this.#text[at + 1] === ' ')
    this.#leave(column, isItem)
    if (blank) {
      this.#alone(this.#offset, this.#offset, column)
      return
    }
    if (this.#offset < at && here) {
      this.#alone(this.#offset, this.#offset, this.#offset - start)
      return
    }
    this.#block(at, end, start)
  }

  get #inFlow(): boolean {
    return this.#frames.at(-1)?.indent === -1
  }

  /** Leaves the blocks that a line in this column is not part of. */
  #leave(column: number, isItem: boolean): void {
    for (let top = this.#frames.at(-1); top !== undefined; top = this.#frames.at(-1)) {
      if (top.indent < column || (top.indent === column && (isItem || top.kind === 'map'))) break
      this.#frames.pop()
    }
    const top = this.#frames.at(-1)
    if (isItem || top?.indent !== column) return
    top.key = undefined
  }

  #block(at: number, end: number, lineStart: number): void {
    const column = at - lineStart
    this.#column = column
    if (this.#text[at] === '-' && (at + 1 === end || this.#text[at + 1] === ' ')) {
      const top = this.#frames.at(-1)
      if (top?.kind === 'list' && top.indent === column) top.index++
      else this.#frames.push({ kind: 'list', indent: column, index: 0 })
      let next = at + 1
      while (this.#text[next] === ' ' && next < end) next++
      if (this.#offset > at && this.#offset <= next && next === end) {
        this.#alone(this.#offset, this.#offset, this.#offset - lineStart)
        return
      }
      if (this.#offset <= at) return
      if (next < end) this.#block(next, end, lineStart)
      this.#column = column
      return
    }
    const key = this.#match(KEY, at)
    if (key === undefined) {
      this.#value(at, end, true)
      return
    }
    const [whole, name = ''] = key
    const top = this.#frames.at(-1)
    const frame: Frame =
      top?.kind === 'map' && top.indent === column && top.key === undefined ? top : { kind: 'map', indent: column, index: 0 }
    if (frame !== top) this.#frames.push(frame)
    if (this.#offset <= at + name.length) {
      this.#word(at, at + name.length, 'key', { hasColon: true })
      return
    }
    frame.key = unquoted(name)
    let next = at + whole.length
    while (this.#text[next] === ' ' && next < end) next++
    this.#value(next, end, false)
  }

  /** A value that begins on this line, or a word that stands alone. */
  #value(at: number, end: number, alone: boolean): void {
    const char = this.#text[at]
    if (this.#offset < at) {
      this.#word(this.#offset, this.#offset, 'value')
      return
    }
    if (char === '{' || char === '[') {
      this.#flow(at, end)
      return
    }
    if (char === '|' || char === '>') {
      this.#textBlock = this.#frames.findLast(({ indent }) => indent >= 0)?.indent ?? 0
      return
    }
    if (char === '#' && at > 0 && this.#text[at - 1] === ' ') {
      if (this.#offset === at) this.#word(at, at, 'value')
      return
    }
    const stop = char === '"' || char === "'" ? this.#quoteEnd(at, end) : plainEnd(this.#text, at, end)
    if (this.#offset > stop && !this.#trailing(stop, end)) return
    if (alone) this.#alone(at, stop, this.#column)
    else this.#word(at, stop, 'value')
  }

  /** Whether only spaces lie between the value and the cursor at the end of the line. */
  #trailing(from: number, end: number): boolean {
    return this.#offset <= end && this.#text.slice(from, this.#offset).trim() === '' && !/["']/.test(this.#text[from - 1] ?? '')
  }

  #flow(from: number, end: number): void {
    let at = from
    while (at <= end) {
      while (this.#text[at] === ' ' && at < end) at++
      const char = at < end ? this.#text[at] : undefined
      const top = this.#inFlow ? this.#frames.at(-1) : undefined
      const comment = char === '#' && this.#text[at - 1] === ' '
      if (this.#offset <= at && (char === undefined || comment || /[,\]}]/.test(char) || this.#offset < at)) {
        if (top !== undefined) this.#word(this.#offset, this.#offset, top.kind === 'map' && top.key === undefined ? 'key' : 'value')
        return
      }
      if (char === undefined || comment) return
      if (char === '{' || char === '[') this.#frames.push({ kind: char === '{' ? 'map' : 'list', indent: -1, index: 0 })
      else if (char === '}' || char === ']') {
        this.#frames.pop()
        if (!this.#inFlow) return
      } else if (char === ',' && top) {
        top.key = undefined
        top.index++
      } else if (char !== ':') {
        at = this.#flowWord(at, top)
        if (this.#found !== undefined) return
        continue
      }
      at++
    }
  }

  #flowWord(at: number, top: Frame | undefined): number {
    const text = this.#match(FLOW_WORD, at)?.[0].trimEnd() ?? ''
    const end = at + Math.max(text.length, 1)
    const isKey = top?.kind === 'map' && top.key === undefined
    const colon = this.#match(COLON, end)
    if (this.#offset >= at && this.#offset <= end) this.#word(at, end, isKey ? 'key' : 'value', { hasColon: colon !== undefined })
    else if (isKey && colon) top.key = unquoted(text)
    return isKey && colon ? end + colon[0].length : end
  }

  /** A word that stands alone is a key where the map is open in its column. */
  #alone(start: number, end: number, column: number): void {
    const top = this.#frames.at(-1)
    const isKey = top === undefined || (top.kind === 'map' && top.indent === column && top.key === undefined)
    this.#word(start, end, isKey ? 'key' : 'either', { indent: column })
  }

  #word(start: number, end: number, role: Cursor['role'], more: { hasColon?: boolean; indent?: number } = {}): void {
    const frames = role === 'key' ? this.#frames.slice(0, -1) : this.#frames
    const path = frames.map((frame) => (frame.kind === 'map' ? (frame.key ?? '') : frame.index))
    const first = this.#text[start]
    const quote = end > start && (first === '"' || first === "'") ? first : undefined
    const inner = quote ? { start: start + 1, end: this.#text[end - 1] === quote && end > start + 1 ? end - 1 : end } : { start, end }
    if (this.#offset < inner.start || this.#offset > Math.max(inner.end, end)) return
    this.#found = { path, role, ...inner, ...(quote && { quote }), flow: this.#inFlow, indent: this.#column, ...more }
  }

  #quoteEnd(at: number, end: number): number {
    const quote = this.#text[at]
    for (let next = at + 1; next < end; next++) {
      if (this.#text[next] === '\\' && quote === '"') next++
      else if (this.#text[next] === quote) return next + 1
    }
    return end
  }

  #match(pattern: RegExp, at: number): RegExpExecArray | undefined {
    pattern.lastIndex = at
    return pattern.exec(this.#text) ?? undefined
  }
}

/** The end of a plain value: before a comment and the spaces around it. */
function plainEnd(text: string, at: number, end: number): number {
  const comment = text.slice(at, end).search(/ #/)
  return at + text.slice(at, comment === -1 ? end : at + comment).trimEnd().length
}

function unquoted(name: string): string {
  return /^["']/.test(name) ? name.slice(1, -1) : name.trimEnd()
}
