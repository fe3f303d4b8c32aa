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
  const found: Found[] = []
  look({ value: document, path: [], holder: undefined }, segmentsOf(pattern), 0, found)
  return found
}

/** Most patterns find nothing, so nothing is made before there is something. */
function look(at: Found, segments: readonly string[], next: number, found: Found[]): void {
  const segment = segments[next]
  const { value, path } = at
  if (segment === undefined) {
    found.push(at)
    return
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (segment === '[]')) return
  const holder = value as Readonly<Record<string, unknown>>
  const inside = (key: string | number): void => {
    const item = holder[key]
    if (item !== undefined) look({ value: item, path: [...path, key], holder: value }, segments, next + 1, found)
  }
  if (Array.isArray(value)) for (let index = 0; index < value.length; index++) inside(index)
  else if (segment === '*') for (const name of Object.keys(holder)) inside(name)
  else if (Object.hasOwn(holder, segment)) inside(segment)
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

/** Patterns are written in the program, so there are only so many. */
const known = new Map<string, readonly string[]>()

function segmentsOf(pattern: string): readonly string[] {
  const segments = known.get(pattern) ?? pattern.split('.').flatMap((word) => (word.endsWith('[]') ? [word.slice(0, -2), '[]'] : [word]))
  known.set(pattern, segments)
  return segments
}
