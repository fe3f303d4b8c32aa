import type { Span } from '../source/node.js'
import { plainScalar } from '../source/plain-scalar.js'
import { placeOf } from './place.js'
import type { SpanEdit } from './remove.js'

/** Text that every style of YAML's scalars shows as it is. */
const SIMPLE = /^[A-Za-z_][\w./-]*$/

/** The edit that gives a key another name; undefined where the map has an entry of that name already. */
export function renameOf(at: Span, name: string): SpanEdit | undefined {
  const place = placeOf(at)
  if (place?.kind !== 'map') return undefined
  const { text } = at.file
  const names = place.parts.map(({ start }) => nameAt(text, start))
  if (names.includes(name) || !isWord(name)) return undefined
  const written = text.slice(at.start, at.end)
  const quote = /^["']/.exec(written)?.[0] ?? ''
  return { at, newText: `${quote}${name}${quote}` }
}

function nameAt(text: string, start: number): string | undefined {
  return /^(?:"([^"\\]*)"|'([^']*)'|([^\s:,{}[\]]+))/
    .exec(text.slice(start, start + 200))
    ?.slice(1)
    .find((name) => name !== undefined)
}

/** Whether a text may stand anywhere without quotes, and is text then. */
export function isWord(text: string): boolean {
  return SIMPLE.test(text) && plainScalar(text) === text
}
