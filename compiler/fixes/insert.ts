import type { Span } from '../source/node.js'
import { isFlow, mapAt, partsOf } from './place.js'
import type { SpanEdit } from './remove.js'

/** The edit that adds a field at the end of the map that was written at a span. The value is YAML of one line. */
export function insertionOf(map: Span, key: string, value: string): SpanEdit | undefined {
  const node = mapAt(map)
  if (node === undefined || node.entries.has(key)) return undefined
  const { file } = map
  const { text } = file
  const parts = partsOf(node)
  const last = parts.at(-1)
  if (isFlow(node)) {
    if (last === undefined) return { at: map, newText: `{ ${key}: ${value} }` }
    return insert(file, last.end, `, ${key}: ${value}`)
  }
  const first = parts[0]
  if (first === undefined || last === undefined) return undefined
  const column = first.start - (text.lastIndexOf('\n', first.start - 1) + 1)
  const indent = ' '.repeat(column)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  // Block scalars end with their last line.
  if (text[last.end - 1] === '\n') return insert(file, last.end, `${indent}${key}: ${value}${newline}`)
  const rest = /[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=\r?\n|$)/y
  rest.lastIndex = last.end
  return rest.test(text) ? insert(file, rest.lastIndex, `${newline}${indent}${key}: ${value}`) : undefined
}

function insert(file: Span['file'], offset: number, newText: string): SpanEdit {
  return { at: { file, start: offset, end: offset }, newText }
}
