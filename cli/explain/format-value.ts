import { stringify } from 'yaml'
import type { ExplainedOrigin } from '../../compiler/explain/explained.js'
import type { Range } from '../../schema/diagnostic.js'

/** A value in one line of YAML. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'not set'
  if (Array.isArray(value)) return `[${value.map(inBrackets).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${inBrackets(key)}: ${inBrackets(item)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  const text = stringify(value, { lineWidth: 0 }).trimEnd()
  return text.includes('\n') ? JSON.stringify(value) : text
}

function inBrackets(value: unknown): string {
  const text = formatValue(value)
  return typeof value === 'string' && /[,[\]{}]/.test(text) && !/^["']/.test(text) ? JSON.stringify(value) : text
}

/** Who wrote a value, and where: `target prod, aifactory.yaml:90:12`. */
export function formatOrigin({ by, target, file, range, text, variables = [] }: ExplainedOrigin): string {
  const place = file !== undefined && range !== undefined ? formatPlace(file, range) : undefined
  const who = {
    target: `target ${target}`,
    set: undefined,
    include: undefined,
    file: undefined,
    default: 'default',
    derived: 'default, which follows from other fields',
  }[by]
  const strongest = variables[0]?.given[0]
  const from = text === undefined ? undefined : `${text}${strongest ? ` is ${GIVEN[strongest.by]}` : ''}`
  return [who, place, from].filter((part) => part !== undefined).join(', ')
}

export const GIVEN = {
  default: 'its default',
  target: "the target's",
  file: 'of a --var-file',
  env: 'of the environment',
  var: 'of --var',
} as const

/** `file:line:column`, counted from one. */
export function formatPlace(file: string, { start }: Range): string {
  return `${file}:${start.line + 1}:${start.column + 1}`
}
