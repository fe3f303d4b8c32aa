import pc from 'picocolors'
import type { ExplainedField, ExplainedPart } from '../../compiler/explain/explained.js'
import { printable } from '../terminal/diagnostics.js'
import { formatOrigin, formatValue } from './format-value.js'

/** Column of the comments; longer lines have theirs after them. */
const COMMENTS = 56

/** A section as YAML, each value with where it comes from as a comment. */
export function formatListing({ path, value, fields, field }: ExplainedPart): string[] {
  const [origin] = field.origins
  const by = origin?.file === undefined ? '' : ` (${origin.removed ? 'removed by ' : ''}${formatOrigin(origin)})`
  const title = path === '' ? [] : [`${pc.bold(`# ${printable(path)}`)}${pc.dim(printable(by))}`]
  if (fields.length === 0) return [...title, line(formatValue(value), field)]
  const values = fields.values()
  return [...title, ...block(value, '', () => values.next().value as ExplainedField)]
}

/** The lines of a map or list. Fields come in the order in which their values are met. */
function block(value: unknown, indent: string, next: () => ExplainedField): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      if (!isNested(item)) return [line(`${indent}- ${formatValue(item)}`, next())]
      const [first = '', ...rest] = block(item, `${indent}  `, next)
      return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest]
    })
  }
  return Object.entries(value as Record<string, unknown>).flatMap(([key, item]) => {
    const name = `${indent}${formatValue(key)}:`
    return isNested(item) ? [name, ...block(item, `${indent}  `, next)] : [line(`${name} ${formatValue(item)}`, next())]
  })
}

function line(text: string, field: ExplainedField): string {
  const [origin] = field.origins
  const shown = printable(text)
  return origin === undefined ? shown : `${shown.padEnd(COMMENTS)} ${pc.dim(`# ${printable(formatOrigin(origin))}`)}`
}

/** The same values as the fields are of: those that hold no others are written in one line. */
function isNested(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) ? value.some((item) => typeof item === 'object' && item !== null) : Object.keys(value).length > 0
}
