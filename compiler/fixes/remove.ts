import type { Span } from '../source/node.js'
import { type Place, placeOf } from './place.js'

export interface SpanEdit {
  readonly at: Span
  readonly newText: string
}

/** The edit that takes out the entry of a key, or an item of a list; undefined where it would take more along than that. */
export function removalOf(at: Span): SpanEdit | undefined {
  const place = placeOf(at)
  return place && removalAt(place)
}

export function removalAt(place: Place): SpanEdit | undefined {
  if (!place.flow && place.parts.length === 1) return unanchored(place, emptied(place))
  const range = place.flow ? flowRange(place) : blockRange(place)
  if (range === undefined) return undefined
  const [start, end] = range
  return unanchored(place, { at: { file: place.file, start, end }, newText: '' })
}

/** An anchor may be what aliases elsewhere repeat. */
function unanchored({ file }: Place, edit: SpanEdit | undefined): SpanEdit | undefined {
  return edit && /(^|[\s[{,:])&\S/.test(file.text.slice(edit.at.start, edit.at.end)) ? undefined : edit
}

/** With the comma and the blanks before it, or after it for the first one. Comments in between belong to somebody. */
function flowRange({ file: { text }, container, parts, index }: Place): readonly [number, number] | undefined {
  const part = parts[index]
  if (part === undefined || part.start < 0) return undefined
  const before = index === 0 ? container.start + 1 : (parts[index - 1]?.end ?? -1)
  const after = index === parts.length - 1 ? container.end - 1 : (parts[index + 1]?.start ?? -1)
  if (before < 0 || after < 0 || !/^\s*,?\s*$/.test(text.slice(before, part.start)) || !/^\s*,?\s*$/.test(text.slice(part.end, after)))
    return undefined
  if (index > 0) return [before, part.end]
  return parts.length === 1 ? [before, after] : [part.start, after]
}

/** The only part of a block takes the block along: an empty map or list in brackets stands for it. */
function emptied({ file, container, parts, kind }: Place): SpanEdit | undefined {
  const { text } = file
  const before = /:[ \t]*\r?\n[ ]*(?:- +)?$/.exec(text.slice(Math.max(0, container.start - 200), container.start))
  const [part] = parts
  if (before === null || part === undefined || part.start < 0 || /(^|\s)#/.test(text.slice(container.start, container.end)))
    return undefined
  return { at: { file, start: container.start - before[0].length + 1, end: container.end }, newText: kind === 'map' ? ' {}' : ' []' }
}

/** Whole lines; of a map that begins beside a dash, the first entry gives its place to the second. */
function blockRange(place: Place): readonly [number, number] | undefined {
  const { file, parts, index, kind } = place
  const { text } = file
  const part = parts[index]
  if (part === undefined || part.start < 0) return undefined
  const lineStart = text.lastIndexOf('\n', part.start - 1) + 1
  const before = text.slice(lineStart, part.start)
  const end = lineEndAfter(text, part.end)
  if (end === undefined) return undefined
  if (kind === 'list') return /^ *- +$/.test(before) ? [lineStart, end] : undefined
  if (/^ *$/.test(before)) return [lineStart, end]
  const next = parts[index + 1]?.start ?? -1
  return index === 0 && /^ *(- +)+$/.test(before) && /^[ \t]*\r?\n *$/.test(text.slice(part.end, next)) ? [part.start, next] : undefined
}

/** The start of the line after a value, where nothing but a comment follows the value on its own. */
function lineEndAfter(text: string, end: number): number | undefined {
  // Block scalars end with their last line.
  if (text[end - 1] === '\n') return end
  const rest = /[ \t]*(?:(?<=[ \t])#[^\n]*)?\r?(?:\n|$)/y
  rest.lastIndex = end
  return rest.test(text) ? rest.lastIndex : undefined
}
