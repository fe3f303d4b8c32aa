/** What stands at a place of a request's body that differs from request to request. */
export type HoleKind = 'id' | 'time' | 'value'

export interface Holes {
  /** The text between the holes: one more than there are holes. */
  readonly literals: readonly string[]
  readonly kinds: readonly HoleKind[]
}

/** A place in a text, and what was read there. */
export interface Scan {
  readonly text: string
  at: number
  value: unknown
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** Reads a JSON string without escapes. @returns false where there is none. */
export function readString(scan: Scan): boolean {
  const { text, at } = scan
  if (text.charCodeAt(at) !== QUOTE) return false
  let end = at + 1
  for (;;) {
    const code = text.charCodeAt(end)
    if (code === QUOTE) break
    // NaN behind the end of the text.
    if (!(code >= SPACE) || code === BACKSLASH) return false
    end++
  }
  scan.value = text.slice(at + 1, end)
  scan.at = end + 1
  return true
}

const DIGITS = 15
const ZERO = 0x30

/** Reads a JSON string without escapes, a number, true, false or null. @returns false where there is none. */
export function readValue(scan: Scan): boolean {
  const { text, at } = scan
  const first = text.charCodeAt(at)
  if (first === QUOTE) return readString(scan)
  if (first > ZERO && first <= ZERO + 9 && readWhole(scan)) return true
  for (const [word, value] of WORDS) {
    if (!text.startsWith(word, at)) continue
    scan.at += word.length
    scan.value = value
    return true
  }
  NUMBER.lastIndex = at
  if (!NUMBER.test(text)) return false
  scan.at = NUMBER.lastIndex
  scan.value = Number(text.slice(at, scan.at))
  return true
}

const WORDS = [
  ['null', null],
  ['true', true],
  ['false', false],
] as const

/** Whole numbers of a few digits, which most are, without a copy of their text. */
function readWhole(scan: Scan): boolean {
  const { text, at } = scan
  let value = 0
  let end = at
  for (; end - at <= DIGITS; end++) {
    const digit = text.charCodeAt(end) - ZERO
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
  }
  const next = text[end]
  if (end - at > DIGITS || next === '.' || next === 'e' || next === 'E') return false
  scan.value = value
  scan.at = end
  return true
}

/**
 * Finds the id, the event time and the values of the inputs in the text of a valid request whose inputs have one row each.
 * Undefined where one of them is there twice, where it is written with escapes, or where a name is.
 */
export function holesOf(text: string): Holes | undefined {
  const found = new HoleFinder(text)
  return found.value('') && found.seen.size === found.kinds.length
    ? { literals: [...found.literals, text.slice(found.from)], kinds: found.kinds }
    : undefined
}

/** Values inside of lists are named by their index, as in inputs/0/data/0. */
class HoleFinder {
  readonly literals: string[] = []
  readonly kinds: HoleKind[] = []
  /** Paths of the holes: one that is found twice is there once. */
  readonly seen = new Set<string>()
  /** Where the text after the last hole begins. */
  from = 0
  readonly #scan: Scan

  constructor(text: string) {
    this.#scan = { text, at: 0, value: undefined }
  }

  /** @returns false where the text is written in a way that is not followed. */
  value(path: string): boolean {
    const scan = this.#scan
    this.#space()
    const start = scan.at
    if (this.#take('{')) return this.#members(path)
    if (this.#take('[')) return this.#elements(path)
    if (!readValue(scan)) return false
    const kind = kindOf(path)
    if (kind) {
      this.literals.push(scan.text.slice(this.from, start))
      this.kinds.push(kind)
      this.seen.add(path)
      this.from = scan.at
    }
    this.#space()
    return true
  }

  #members(path: string): boolean {
    this.#space()
    if (this.#take('}')) return this.#end()
    do {
      this.#space()
      if (!readString(this.#scan)) return false
      const name = this.#scan.value as string
      this.#space()
      if (!this.#take(':') || !this.value(`${path}/${name.replaceAll('/', '~')}`)) return false
    } while (this.#take(','))
    return this.#take('}') && this.#end()
  }

  #elements(path: string): boolean {
    this.#space()
    if (this.#take(']')) return this.#end()
    let index = 0
    do if (!this.value(`${path}/${index++}`)) return false
    while (this.#take(','))
    return this.#take(']') && this.#end()
  }

  #end(): boolean {
    this.#space()
    return true
  }

  #space(): void {
    while (' \n\r\t'.includes(this.#scan.text[this.#scan.at] ?? '-')) this.#scan.at++
  }

  #take(character: string): boolean {
    if (this.#scan.text[this.#scan.at] !== character) return false
    this.#scan.at++
    return true
  }
}

function kindOf(path: string): HoleKind | undefined {
  if (path === '/id') return 'id'
  if (path === '/parameters/event_timestamp') return 'time'
  return /^\/inputs\/\d+\/data\/0(?:\/0)?$/.test(path) ? 'value' : undefined
}
