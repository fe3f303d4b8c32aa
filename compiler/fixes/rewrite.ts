import type { Span } from '../source/node.js'
import { plainScalar } from '../source/plain-scalar.js'
import type { SpanEdit } from './remove.js'

/** The edit that gives a scalar another text, in the quotes that it had. Undefined where the file does not have the text as it is. */
export function rewriteOf(at: Span, from: string, to: string): SpanEdit | undefined {
  const written = at.file.text.slice(at.start, at.end)
  const quote = /^["']/.exec(written)?.[0] ?? ''
  if (written !== `${quote}${from}${quote}`) return undefined
  if (quote === '') return { at, newText: isPlain(to) ? to : quoted(to) }
  return /[\\"'\n]/.test(to) ? undefined : { at, newText: `${quote}${to}${quote}` }
}

/** The edit that replaces a part of a scalar: a column in an expression, a feature in view:feature. */
export function partOf(at: Span, from: string, to: string): SpanEdit | undefined {
  const simple = /^[\w.]+$/
  return simple.test(to) && at.file.text.slice(at.start, at.end) === from ? { at, newText: to } : undefined
}

/** Whether a value may stand anywhere without quotes, and is text then. */
function isPlain(text: string): boolean {
  return /^\w[\w.%/-]*$/.test(text) && plainScalar(text) === text
}

/** A text in quotes of YAML. What JSON escapes, YAML reads. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}
