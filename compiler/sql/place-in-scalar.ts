import type { Span } from '../source/node.js'

/**
 * The place in its file of a part of a scalar's value, by offsets in UTF-16 code units, end excluded. All ways to write a
 * scalar are known: plain, in quotes with escapes, over several lines, and blocks. Where the value is not what the file says,
 * as after a variable was filled in, the part itself is looked for; where that fails, the place is the whole scalar.
 */
export function placeInScalar(at: Span, value: string, start: number, end: number): Span {
  const written = at.file.text.slice(at.start, at.end)
  const chars = charsOf(written)
  if (chars !== undefined && withoutEnd(textOf(chars)) === withoutEnd(value)) {
    const first = chars[start]
    const last = chars[Math.max(start, end - 1)]
    if (first !== undefined && last !== undefined) return { file: at.file, start: at.start + first.from, end: at.start + last.to }
    // What follows the last character.
    if (first === undefined && chars.length > 0) {
      const to = at.start + (chars.at(-1)?.to ?? 0)
      return { file: at.file, start: to - 1, end: to }
    }
    return at
  }
  const part = value.slice(start, end)
  const found = part === '' ? -1 : written.indexOf(part)
  const only = found !== -1 && written.indexOf(part, found + 1) === -1
  return only ? { file: at.file, start: at.start + found, end: at.start + found + part.length } : at
}

/** A UTF-16 code unit of a value, and where it is written, in offsets from the start of the scalar. */
interface Char {
  readonly text: string
  readonly from: number
  readonly to: number
}

function textOf(chars: readonly Char[]): string {
  return chars.map(({ text }) => text).join('')
}

/** How many line breaks end a block does not matter for what comes before. */
function withoutEnd(text: string): string {
  return text.replace(/\n+$/, '')
}

function charsOf(written: string): readonly Char[] | undefined {
  switch (written[0]) {
    case "'":
      return folded(written, 1, written.length - 1, singleQuoted)
    case '"':
      return folded(written, 1, written.length - 1, doubleQuoted)
    case '|':
    case '>':
      return block(written)
    default:
      return folded(written, 0, written.length, plain)
  }
}

/** Reads one character of a line: its value, which may be none, and its length in the file. */
type ReadChar = (text: string, at: number) => { readonly value: string; readonly length: number }

const plain: ReadChar = (text, at) => ({ value: text[at] ?? '', length: 1 })

const singleQuoted: ReadChar = (text, at) => (text.startsWith("''", at) ? { value: "'", length: 2 } : plain(text, at))

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}

const doubleQuoted: ReadChar = (text, at) => {
  if (text[at] !== '\\') return plain(text, at)
  const kind = text[at + 1] ?? ''
  const digits = { x: 2, u: 4, U: 8 }[kind]
  if (digits === undefined) return { value: ESCAPES[kind] ?? kind, length: 2 }
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16)
  return { value: code <= 0x10ffff ? String.fromCodePoint(code) : '', length: 2 + digits }
}

/** Flow scalars: a line break is a space, each further one a line break; spaces around breaks do not count. */
function folded(text: string, start: number, end: number, read: ReadChar): Char[] {
  const chars: Char[] = []
  for (let at = start; at < end; ) {
    const rest = text.slice(at, end)
    const escapedBreak = read === doubleQuoted ? /^\\\r?\n[ \t]*(?:\r?\n[ \t]*)*/.exec(rest)?.[0] : undefined
    const lineBreak = escapedBreak ?? /^[ \t]*\r?\n[ \t]*(?:\r?\n[ \t]*)*/.exec(rest)?.[0]
    if (lineBreak !== undefined) {
      const lines = lineBreak.split('\n').length - 1
      const value = lines > 1 ? '\n'.repeat(lines - 1) : escapedBreak ? '' : ' '
      push(chars, value, at, at + lineBreak.length)
      at += lineBreak.length
    } else {
      const { value, length } = read(text, at)
      push(chars, value, at, at + length)
      at += length
    }
  }
  return chars
}

function push(chars: Char[], value: string, from: number, to: number): void {
  for (let index = 0; index < value.length; index++) chars.push({ text: value[index] ?? '', from, to })
}

/** Literal and folded blocks; undefined where a digit says how deep the block is, which nobody writes by hand. */
function block(text: string): Char[] | undefined {
  const [header = '', style, hints = ''] = /^([|>])([-+0-9]*)[^\n]*\n?/.exec(text) ?? []
  const lines = linesFrom(text, header.length)
  const indent = /^ */.exec(lines.find(({ content }) => content.trim() !== '')?.content ?? '')?.[0].length ?? 0
  if (/[1-9]/.test(hints)) return undefined
  const chars: Char[] = []
  // Lines up to here, whose line breaks are not yet part of the value.
  let last = -1
  for (const [index, { content, start }] of lines.entries()) {
    if (content.length <= indent) continue
    const before = lines[last]
    const between = index - last
    const joins = style === '>' && before !== undefined && isText(before, indent) && isText({ content, start }, indent)
    const breaks = before === undefined ? index : joins ? between - 1 : between
    const from = before === undefined ? header.length : before.start + before.content.length
    push(chars, joins && breaks === 0 ? ' ' : '\n'.repeat(breaks), from, start)
    for (let at = indent; at < content.length; at++) push(chars, content[at] ?? '', start + at, start + at + 1)
    last = index
  }
  return chars
}

interface BlockLine {
  readonly content: string
  readonly start: number
}

/** A line that is not indented further than its block, which folds. */
function isText({ content }: BlockLine, indent: number): boolean {
  return !/^[ \t]/.test(content.slice(indent))
}

function linesFrom(text: string, from: number): BlockLine[] {
  const lines: BlockLine[] = []
  for (let start = from; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const stop = end === -1 ? text.length : end
    lines.push({ content: text.slice(start, stop).replace(/\r$/, ''), start })
    start = stop + 1
  }
  return lines
}
