/** A place in a document, as a pattern finds it. */
export interface Found {
  readonly value: unknown
  readonly path: readonly (string | number)[]
  /** The map or list that holds the value. */
  readonly holder: unknown
}

/**
 * The values that a pattern such as spec.models.*.gates.metrics[].min finds in a document: `*` stands for each name of a map,
 * `[]` for each item of a list. What is absent is not found.
 */
export function valuesAt(document: unknown, pattern: string): Found[] {
  let found: Found[] = [{ value: document, path: [], holder: undefined }]
  for (const segment of segmentsOf(pattern)) found = found.flatMap((at) => step(at, segment))
  return found
}

function step({ value, path }: Found, segment: string): Found[] {
  if (segment === '[]')
    return Array.isArray(value) ? value.map((item, index) => ({ value: item, path: [...path, index], holder: value })) : []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const map = value as Readonly<Record<string, unknown>>
  const names = segment === '*' ? Object.keys(map) : Object.hasOwn(map, segment) ? [segment] : []
  return names.flatMap((name) => (map[name] === undefined ? [] : [{ value: map[name], path: [...path, name], holder: value }]))
}

/**
 * Whether a pattern is about a field of the schema, which is written in the same way. One that ends in ** is also about all
 * below, and one that begins with ** about fields of that name anywhere.
 */
export function covers(pattern: string, field: string): boolean {
  if (pattern.startsWith('**.')) return field.endsWith(pattern.slice('**'.length)) || field === pattern.slice('**.'.length)
  const start = pattern.replace(/\.\*\*$/, '')
  return field === start || (start !== pattern && (field.startsWith(`${start}.`) || field.startsWith(`${start}[]`)))
}

function segmentsOf(pattern: string): string[] {
  return pattern.split('.').flatMap((word) => (word.endsWith('[]') ? [word.slice(0, -2), '[]'] : [word]))
}
