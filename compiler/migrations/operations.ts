import { insertionOf } from '../fixes/insert.js'
import { isFlow, placeOf } from '../fixes/place.js'
import { removalOf, type SpanEdit } from '../fixes/remove.js'
import { renameOf } from '../fixes/rename.js'
import { quoted } from '../fixes/rewrite.js'
import { type Entry, type MapNode, type Node, toValue } from '../source/node.js'
import type { Refuse } from './migration.js'

type Edits = readonly (SpanEdit | undefined)[]

/** The maps that a map holds, by name: each model, each source. */
export function mapsOf(node: Node | undefined): MapNode[] {
  if (node?.kind !== 'map') return []
  return [...node.entries.values()].flatMap(({ value }) => (value.kind === 'map' ? [value] : []))
}

/** Gives a field another name. Where the new one is there as well, somebody has to choose. */
export function rename(map: MapNode, from: string, to: string, refuse: Refuse): Edits {
  const entry = map.entries.get(from)
  if (entry === undefined) return []
  const edit = map.entries.has(to) ? undefined : renameOf(entry.key, to)
  if (edit === undefined) refuse(`${from} is called ${to} now, and cannot be renamed here`, entry.key)
  return [edit]
}

/** Gives a field another name and its value another form; undefined stands for a value that has none. */
export function reform(map: MapNode, from: string, to: string, form: (value: unknown) => string | undefined, refuse: Refuse): Edits {
  const entry = map.entries.get(from)
  if (entry === undefined) return []
  const text = form(toValue(entry.value))
  if (text === undefined) {
    refuse(`the value of ${from} has no form in ${to}`, entry.value.span)
    return []
  }
  return [...rename(map, from, to, refuse), { at: entry.value.span, newText: text }]
}

/** Moves a field into a map beside it, which is made where it is not there. Its comment goes along or stays where it was. */
export function moveInto(map: MapNode, from: string, section: string, to: string, refuse: Refuse): Edits {
  const entry = map.entries.get(from)
  if (entry === undefined) return []
  const present = map.entries.get(section)
  if (present === undefined) return nested(map, entry, section, to, refuse)
  const { value } = present
  const edits = [value.kind === 'map' ? insertionOf(value.span, to, valueText(entry)) : undefined, takenOut(entry)]
  const elsewhere = value.span.start < present.key.end || entry.value.span.start < entry.key.end
  if (!elsewhere && !edits.includes(undefined)) return edits
  refuse(`${from} is ${section}.${to} now, and cannot be moved there`, entry.key)
  return []
}

/** The field becomes the only one of a new map in its place. */
function nested(map: MapNode, { key, value }: Entry, section: string, to: string, refuse: Refuse): Edits {
  const { text } = key.file
  if (value.span.start < key.end || placeOf(key) === undefined) {
    refuse(`${section}.${to} is to be made of this, which is written elsewhere`, key)
    return []
  }
  if (isFlow(map)) {
    return [
      { at: key, newText: `${section}: { ${to}` },
      { at: { file: key.file, start: value.span.end, end: value.span.end }, newText: ' }' },
    ]
  }
  const indent = ' '.repeat(key.start - (text.lastIndexOf('\n', key.start - 1) + 1) + 2)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const single = value.kind === 'scalar' && !text.slice(value.span.start, value.span.end).includes('\n')
  return [
    { at: key, newText: `${section}:${newline}${indent}${to}` },
    single ? undefined : { at: value.span, newText: valueText({ key, value }) + (text[value.span.end - 1] === '\n' ? newline : '') },
  ]
}

/** A value in one line, as it may stand in brackets too. */
function valueText({ value }: Pick<Entry, 'key' | 'value'>): string {
  const { file, start, end } = value.span
  const written = file.text.slice(start, end)
  return /^(["'])[^\n]*\1$|^[\w.%/-]+$/.test(written) ? written : quoted(String(toValue(value)))
}

/** Takes a field out and leaves a comment that follows it where it is. */
function takenOut({ key, value }: Entry): SpanEdit | undefined {
  const comment = /[ \t]+(?=#)/y
  comment.lastIndex = value.span.end
  const anchored = /[ \t]&\S/.test(key.file.text.slice(key.end, value.span.start))
  if (anchored || !comment.test(key.file.text) || placeOf(key)?.flow) return removalOf(key)
  return { at: { file: key.file, start: key.start, end: comment.lastIndex }, newText: '' }
}
