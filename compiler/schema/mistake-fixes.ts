import type { SpanFix } from '../diagnostics/report.js'
import { correct, insert, replace, rewrite } from '../fixes/fix.js'
import { inForm } from '../fixes/forms.js'
import { isWord } from '../fixes/rename.js'
import { quoted } from '../fixes/rewrite.js'
import type { Span } from '../source/node.js'
import { definitionName, type SchemaNode, valueAt } from './schema-document.js'

const YES_AND_NO: Readonly<Record<string, boolean>> = { yes: true, on: true, true: true, no: false, off: false, false: false }

/** A value of another kind that has one reading: yes as true, "8080" as 8080, 1.10 as text, one item as a list of it. */
export function typeFix(at: Span, types: readonly string[], value: unknown, nodes: readonly SchemaNode[]): SpanFix | undefined {
  const written = at.file.text.slice(at.start, at.end)
  if (typeof value === 'string') {
    const truth = types.includes('boolean') ? YES_AND_NO[value.toLowerCase()] : undefined
    if (truth !== undefined) return rewriteWith(at, value, String(truth))
    const isNumber = types.some((type) => type === 'integer' || type === 'number') && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)
    if (isNumber && (types.includes('number') || !value.includes('.'))) return rewriteWith(at, value, value)
  }
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    const fits = nodes.every(({ pattern }) => pattern === undefined || new RegExp(pattern).test(written))
    return fits && /^[\w.+-]+$/.test(written) ? replace(at, quoted(written), 'safe', `Put ${written} in quotes`) : undefined
  }
  if (types.includes('array') && (typeof value === 'string' || typeof value === 'number') && !/[\n\r]|\$\{/.test(written)) {
    const item = /^["']/.test(written) || typeof value === 'number' || isWord(written) ? written : quoted(String(value))
    return replace(at, `[${item}]`, 'safe', `Put ${item} in brackets`)
  }
  return undefined
}

/** A text that means the same in the form that is wanted: 2 hours as 2h. */
export function formFix(at: Span, value: unknown, nodes: readonly SchemaNode[]): SpanFix | undefined {
  if (typeof value !== 'string') return undefined
  for (const { $ref } of nodes) {
    const text = $ref && inForm(definitionName($ref), value)
    if (text) return rewrite(at, value, text, 'safe')
  }
  return undefined
}

/** The one value that a field may have, where what is written is close to it. */
export function constantFix(at: Span, value: unknown, allowed: unknown): SpanFix | undefined {
  return typeof value === 'string' && typeof allowed === 'string' ? correct(at, value, [allowed]) : undefined
}

/** A missing field that can have one value only: its constant, or the format that the ending of a path tells. */
export function fieldFix(map: Span, field: string, definition: SchemaNode | undefined, value: unknown): SpanFix | undefined {
  if (typeof definition?.const === 'string') return insert(map, field, definition.const, 'safe')
  const path = valueAt(value, ['path'])
  const ending = typeof path === 'string' ? /\.(csv|parquet)$/.exec(path)?.[1] : undefined
  return field === 'format' && ending !== undefined ? insert(map, field, ending, 'safe') : undefined
}

/** Only where the file has the text itself, and not a variable. */
function rewriteWith(at: Span, from: string, newText: string): SpanFix | undefined {
  const written = at.file.text.slice(at.start, at.end)
  return [from, `"${from}"`, `'${from}'`].includes(written) ? replace(at, newText, 'safe') : undefined
}
