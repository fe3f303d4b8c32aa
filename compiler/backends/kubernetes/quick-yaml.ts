import type { stringify } from './yaml-library.js'

/** How the library is asked to write, which defines what is written here. Kubernetes reads YAML 1.1. */
const OPTIONS = { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' } as const

/** Words that nobody could take for anything but text: no number, date, yes or no of YAML 1.1, nor its marks. */
const WORD = /^[A-Za-z/][A-Za-z0-9_/-]*(?:[.:][A-Za-z0-9_/-]+)*$/
/** Digests: hexadecimal digits of which one is a letter that no number has. */
const DIGEST = /^[0-9a-f]*[acdf][0-9a-f]*$/
/** Whole numbers as text, and schedules. */
const DIGITS = /^\d{1,15}$/
const SCHEDULE = /^\d[\d,/-]*(?: [\d*,/-]+){4}$/
/** Lines such as those of JSON, the last one ended as well: they are written as they are. */
const PLAIN_LINES = /^(?=[!-~])(?:[ -~]*[!-~]\n)+$/
/** Texts whose form depends on where they stand. */
const ODD_LINES = /^\s*\n|\n[^\S\n]*\n|\n\s*$(?<!\S\n)/
/** Quantities of memory, such as 4Gi, and options of programs, such as --step. */
const QUANTITY = /^\d{1,15}[KMGTPE]i$/
const OPTION = /^--?[a-z][a-z-]*(?<!-)$/
/** What YAML 1.1 takes for something else than text. */
const RESERVED = /^(?:y|yes|n|no|true|false|on|off|null)$/i
/** Texts on one line with a sign that no number and no date has, and without those that mean something to YAML. */
const PHRASE = /^(?=[^\n]*[$()[\];'"])[A-Za-z](?:[!-9;-~]| (?!#)|:(?! ))*$(?<![ :-])/
/** Thrown to leave a document to the library. */
const UNUSUAL = new Error('unusual')
/** Thrown where the library is needed, and not there yet. */
const UNLOADED = new Error('unloaded')

let library: { readonly stringify: typeof stringify } | undefined

/** Loads the library for good. It is large, and most documents do without it. */
export async function loadLibrary(): Promise<void> {
  useLibrary(await import('./yaml-library.js'))
}

export function useLibrary(loaded: { readonly stringify: typeof stringify }): void {
  library = loaded
}

function byLibrary(value: unknown): string {
  if (library === undefined) throw UNLOADED
  return library.stringify(value, OPTIONS)
}

/** Scalars that are kept, since the same names and images stand in all objects of a factory. */
const MOST_KEPT = 5000
const kept = { keys: new Map<string, string>(), values: new Map<string | number, string>() }

/**
 * Writes a value as the library does, with keys sorted and lines unfolded, in a fifth of its time: only scalars that need
 * thought are left to it. A property test holds the two together.
 * @returns undefined where it takes the library, and that is not loaded.
 */
export function quickYaml(value: unknown): string | undefined {
  try {
    return isNested(value) ? written(value) : byLibrary(value)
  } catch (error) {
    if (error === UNLOADED) return undefined
    throw error
  }
}

function written(value: Record<string, unknown> | unknown[]): string {
  try {
    return `${nested(value, '')}\n`
  } catch (error) {
    if (error === UNUSUAL) return byLibrary(value)
    throw error
  }
}

function isNested(value: unknown): value is Record<string, unknown> | unknown[] {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  for (const key in value) if ((value as Record<string, unknown>)[key] !== undefined) return true
  return false
}

/** Keys in order; most maps are written in it. */
function sortedKeys(map: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(map)
  for (let at = 1; at < keys.length; at++) if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return keys.sort()
  return keys
}

/** The lines of a map or list, without what begins the first one. */
function nested(value: Record<string, unknown> | readonly unknown[], indent: string): string {
  let text = ''
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : `\n${indent}`}- ${inList(item, indent)}`
    return text
  }
  const map = value as Readonly<Record<string, unknown>>
  for (const key of sortedKeys(map)) {
    const item = map[key]
    if (item === undefined) continue
    text += `${text === '' ? '' : `\n${indent}`}${keyOf(key)}:${inMap(item, indent)}`
  }
  return text
}

function inList(item: unknown, indent: string): string {
  const deeper = `${indent}  `
  return isNested(item) ? nested(item, deeper) : scalar(item, deeper)
}

function inMap(item: unknown, indent: string): string {
  const deeper = `${indent}  `
  return isNested(item) ? `\n${deeper}${nested(item, deeper)}` : ` ${scalar(item, deeper)}`
}

function keyOf(key: string): string {
  if (isWord(key)) return key
  if (key.includes('\n') || /^(---|\.\.\.)/.test(key)) throw UNUSUAL
  return kept.keys.get(key) ?? keep(kept.keys, key, byLibrary({ [key]: 0 }).slice(0, -': 0\n'.length))
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') {
    if (isWord(value)) return value
    if (DIGITS.test(value) || value === '' || RESERVED.test(value)) return quoted(value)
    if (QUANTITY.test(value) || OPTION.test(value) || PHRASE.test(value)) return value
    if (PLAIN_LINES.test(value)) return `|\n${indent}${value.slice(0, -1).replaceAll('\n', `\n${indent}`)}`
    if (value.includes('\n') && ODD_LINES.test(value)) throw UNUSUAL
    const text = kept.values.get(value) ?? keep(kept.values, value, scalarByLibrary(value))
    return text.includes('\n') ? text.replaceAll('\n', `\n${indent}`) : text
  }
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)))
    return String(value)
  if (typeof value === 'number') return kept.values.get(value) ?? keep(kept.values, value, scalarByLibrary(value))
  return Array.isArray(value) ? '[]' : '{}'
}

/** A scalar as the value of a key, its further lines without their indentation. */
function scalarByLibrary(value: string | number): string {
  return byLibrary({ a: value })
    .slice('a: '.length, -1)
    .replace(/\n {2}/g, '\n')
}

/** In capitals of a mixed sort, which YAML takes for text, a reserved word is left to the library. */
function quoted(value: string): string {
  return RESERVED.test(value) && !/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(value) ? scalarByLibrary(value) : `"${value}"`
}

function isWord(text: string): boolean {
  return DIGEST.test(text) || SCHEDULE.test(text) || (WORD.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null|e[-0-9].*)$/i.test(text))
}

function keep<K>(known: Map<K, string>, value: K, text: string): string {
  if (known.size >= MOST_KEPT) known.clear()
  known.set(value, text)
  return text
}
