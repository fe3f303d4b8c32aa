import { hash } from 'node:crypto'

/** JSON with sorted keys and no white space (as RFC 8785 for the values used here): equal values give equal text. Undefined fields are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  let text = ''
  // Joined by hand: this runs over every definition several times.
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
    return `[${text}]`
  }
  const map = value as Readonly<Record<string, unknown>>
  for (const key of Object.keys(map).sort()) {
    const item = map[key]
    if (item !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}${canonicalJson(item)}`
  }
  return `{${text}}`
}

/** Names of fields with what follows them: the same ones are written again and again. */
const names = new Map<string, string>()

function quoted(key: string): string {
  const known = names.get(key)
  if (known !== undefined) return known
  const text = `${JSON.stringify(key)}:`
  if (names.size < 2000) names.set(key, text)
  return text
}

/** SHA-256 of the canonical JSON of a value, 64 hexadecimal digits. */
export function digestOf(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex')
}
