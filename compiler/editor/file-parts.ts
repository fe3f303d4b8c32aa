import { COLLECTIONS } from '../source/merge.js'

/** Lines of a file that hold one key with its value: a named resource, a section of another kind, or a field beside spec. */
export interface FilePart {
  readonly name: string
  /** Offsets, from the beginning of its first line to that of the next part. */
  readonly start: number
  readonly end: number
  /** Zero-based number of its first line. */
  readonly line: number
}

/** A section of spec: the one part that it is, or the resources in it. */
export interface FileSection {
  readonly name: string
  /** Offsets of its name. */
  readonly key: { readonly start: number; readonly end: number }
  readonly parts: readonly FilePart[]
  readonly isWhole: boolean
}

/** A file cut into parts, in which each can be read by itself. */
export interface CutFile {
  /** Before and after spec. */
  readonly fields: readonly FilePart[]
  readonly spec: { readonly key: { readonly start: number; readonly end: number }; readonly sections: readonly FileSection[] }
}

const KEY = /([A-Za-z_][\w.-]*):(?:( *(?: #.*)?)$|(?= ))/my

/**
 * Cuts a file of the usual shape by indentation alone: fields, and below `spec:` sections in blocks. Undefined where it has
 * another shape, as with keys in quotes, spec in brackets, several documents, or a name that is given twice.
 */
export function cutFile(text: string): CutFile | undefined {
  if (/[\t\r]/.test(text)) return undefined
  return new Cutter(text).cut()
}

interface OpenSection {
  readonly name: string
  readonly key: { readonly start: number; readonly end: number }
  readonly parts: FilePart[]
  readonly isWhole: boolean
}

class Cutter {
  readonly #text: string
  readonly #fields: FilePart[] = []
  readonly #sections: OpenSection[] = []
  #spec: { readonly start: number; readonly end: number } | undefined
  #inSpec = false
  /** Columns of sections, and of resources in the section that is open; -1 before the first one. */
  #sectionColumn = -1
  #resourceColumn = -1
  #lines = 0

  constructor(text: string) {
    this.#text = text
  }

  cut(): CutFile | undefined {
    for (let start = 0; start < this.#text.length; this.#lines++) {
      const next = this.#text.indexOf('\n', start)
      const end = next === -1 ? this.#text.length : next
      let at = start
      while (at < end && this.#text[at] === ' ') at++
      if (at < end && this.#text[at] !== '#' && !this.#line(start, at)) return undefined
      start = end + 1
    }
    if (this.#spec === undefined) return undefined
    const lists = [this.#fields, this.#sections, ...this.#sections.map(({ parts }) => parts)]
    if (lists.some((list) => new Set(list.map(({ name }) => name)).size < list.length)) return undefined
    if (this.#fields.some(({ name }) => name === 'spec') || this.#sections.some(({ parts }) => parts.length === 0)) return undefined
    this.#close(this.#text.length)
    return { fields: this.#fields, spec: { key: this.#spec, sections: this.#sections } }
  }

  /** Whether the line, whose text begins at an offset, fits the usual shape. */
  #line(start: number, at: number): boolean {
    const column = at - start
    if (column === 0) return this.#field(start)
    if (!this.#inSpec) return this.#fields.length > 0
    if (this.#sectionColumn === -1) this.#sectionColumn = column
    if (column < this.#sectionColumn) return false
    const section = this.#sections.at(-1)
    if (column === this.#sectionColumn) {
      // A list may stand in the column of its key.
      if (this.#text[at] === '-') return section?.isWhole === true
      return this.#section(start, at)
    }
    if (section === undefined) return false
    if (section.isWhole) return true
    if (this.#resourceColumn === -1) this.#resourceColumn = column
    if (column > this.#resourceColumn) return section.parts.length > 0
    return column === this.#resourceColumn && this.#resource(section, start, at)
  }

  #field(start: number): boolean {
    const key = this.#key(start)
    if (key === undefined) return false
    this.#close(start)
    this.#inSpec = key.name === 'spec' && key.isAlone
    if (!this.#inSpec) {
      this.#fields.push(this.#part(key.name, start))
      return true
    }
    if (this.#spec !== undefined) return false
    this.#spec = { start, end: start + key.name.length }
    return true
  }

  #section(start: number, at: number): boolean {
    const key = this.#key(at)
    if (key === undefined) return false
    this.#close(start)
    const isWhole = !key.isAlone || !COLLECTIONS.some((collection) => collection === key.name)
    const span = { start: at, end: at + key.name.length }
    this.#sections.push({ name: key.name, key: span, parts: isWhole ? [this.#part(key.name, start)] : [], isWhole })
    this.#resourceColumn = -1
    return true
  }

  #resource(section: OpenSection, start: number, at: number): boolean {
    const key = this.#key(at)
    if (key === undefined) return false
    this.#close(start)
    section.parts.push(this.#part(key.name, start))
    return true
  }

  #part(name: string, start: number): FilePart {
    return { name, start, end: this.#text.length, line: this.#lines }
  }

  /** The part that is open ends where the next thing begins. */
  #close(end: number): void {
    const list = this.#inSpec ? (this.#sections.at(-1)?.parts ?? []) : this.#fields
    const last = list.at(-1)
    if (last !== undefined) list[list.length - 1] = { ...last, end: Math.min(last.end, end) }
  }

  #key(at: number): { readonly name: string; readonly isAlone: boolean } | undefined {
    KEY.lastIndex = at
    const [, name, alone] = KEY.exec(this.#text) ?? []
    return name === undefined ? undefined : { name, isAlone: alone !== undefined }
  }
}
