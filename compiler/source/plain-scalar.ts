import type { Scalar } from './node.js'

const WORDS = new Map<string, Scalar>([
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
])

const DECIMAL = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/
/** Hexadecimal and octal numbers, and those that are none: left to the library. */
const UNUSUAL = /^[-+]?(?:0[xo]|\.(?:inf|nan)$)/i

/** What an unquoted scalar stands for in YAML's core schema, or undefined for rare forms of numbers. */
export function plainScalar(text: string): Scalar | undefined {
  if (WORDS.has(text)) return WORDS.get(text)
  if (!/^[-+.0-9]/.test(text)) return text
  if (UNUSUAL.test(text)) return undefined
  if (!DECIMAL.test(text)) return text
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
