import { type Meant, meant } from '../diagnostics/did-you-mean.js'
import type { SpanFix } from '../diagnostics/report.js'
import type { Span } from '../source/node.js'
import { insertionOf } from './insert.js'
import { removalOf, type SpanEdit } from './remove.js'
import { renameOf } from './rename.js'
import { partOf, rewriteOf } from './rewrite.js'

type Safety = 'safe' | 'unsafe'

/** Takes the entry of a key, or an item, out. */
export function remove(at: Span, what: string, safety: Safety): SpanFix | undefined {
  return fixOf(`Remove ${what}`, removalOf(at), safety)
}

/** Adds a field to the map that was written at a span. */
export function insert(map: Span, key: string, value: string, safety: Safety): SpanFix | undefined {
  return fixOf(`Add ${key}: ${value}`, insertionOf(map, key, value), safety)
}

/** Gives a scalar another text. */
export function rewrite(at: Span, from: string, to: string, safety: Safety): SpanFix | undefined {
  return fixOf(replaces(from, to), rewriteOf(at, from, to), safety)
}

/** Puts other YAML, of one line, in the place of a value. */
export function replace(at: Span, newText: string, safety: Safety, title?: string): SpanFix {
  const written = at.file.text.slice(at.start, at.end)
  return { title: title ?? replaces(written, newText), edits: [{ at, newText }], safe: safety === 'safe' }
}

/** Gives each of two numbers or words the text of the other. */
export function swap(one: Span, other: Span, title: string): SpanFix | undefined {
  const [first, second] = [one, other].map(({ file, start, end }) => file.text.slice(start, end))
  const word = /^["']?[\w.%-]+["']?$/
  if (first === undefined || second === undefined || one.start === other.start || !word.test(first) || !word.test(second)) return undefined
  const edits = [
    { at: one, newText: second },
    { at: other, newText: first },
  ]
  return { title, edits, safe: false }
}

/** Replaces a mistyped text by the name that was meant. */
export function correct(at: Span, given: string, candidates: Iterable<string>): SpanFix | undefined {
  return corrected(given, candidates, (name) => rewriteOf(at, given, name))
}

/** Replaces a mistyped key by the one that was meant. */
export function correctKey(at: Span, given: string, candidates: Iterable<string>): SpanFix | undefined {
  return corrected(given, candidates, (name) => renameOf(at, name))
}

/** Replaces a mistyped name inside of a text by the one that was meant. */
export function correctPart(at: Span, given: string, candidates: Iterable<string>): SpanFix | undefined {
  return corrected(given, candidates, (name) => partOf(at, given, name))
}

function corrected(given: string, candidates: Iterable<string>, edit: (name: string) => SpanEdit | undefined): SpanFix | undefined {
  const match: Meant | undefined = meant(given, candidates)
  return match && fixOf(replaces(given, match.name), edit(match.name), match.sure ? 'safe' : 'unsafe')
}

function fixOf(title: string, edit: SpanEdit | undefined, safety: Safety): SpanFix | undefined {
  return edit && { title, edits: [edit], safe: safety === 'safe' }
}

function replaces(from: string, to: string): string {
  return `Replace ${shortened(from)} by ${shortened(to)}`
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return `"${line.length > 40 ? `${line.slice(0, 39)}…` : line}"`
}
