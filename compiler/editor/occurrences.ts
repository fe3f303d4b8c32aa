import { sqlIdentifiers } from '../columns/sql-identifiers.js'
import type { MapNode, Node, Path, Span } from '../source/node.js'
import { pathFrom } from '../source/relative-path.js'
import { placeInScalar } from '../sql/place-in-scalar.js'
import { columnsIn, type ScopedColumn } from './column-scope.js'
import { belowSpec, type FactoryView } from './factory-view.js'
import { type ColumnScope, type Meaning, meaningAt, type Section } from './meaning.js'

/** Something that has a name. */
export interface Named {
  readonly kind: Section | 'feature' | 'analysis' | 'variable' | 'target' | 'column' | 'file'
  readonly name: string
  /** The view of a feature, the endpoint of an analysis, the source of a column. */
  readonly owner?: string
}

/** A place where a name is written. */
export interface Occurrence {
  readonly named: Named
  readonly role: 'definition' | 'reference'
  /** The name itself, without quotes. */
  readonly span: Span
}

const SECTIONS: readonly string[] = [
  'sources',
  'entities',
  'featureViews',
  'datasets',
  'models',
  'endpoints',
  'monitors',
] satisfies readonly Section[]

const VARIABLE = /\$?\$\{var\.([^{}]*)\}/g

const known = new WeakMap<FactoryView, readonly Occurrence[]>()

/** Every place in a factory's files that defines or names something, in the order of the files. */
export function occurrences(view: FactoryView): readonly Occurrence[] {
  const found = known.get(view) ?? new Finder(view).find()
  known.set(view, found)
  return found
}

/** What is named at an offset of a file. */
export function occurrenceAt(view: FactoryView, path: string, offset: number): Occurrence | undefined {
  const here = occurrences(view).filter(({ span }) => span.file.path === path && span.start <= offset && offset <= span.end)
  return here.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0]
}

/** Every place that names the same. */
export function sameName(view: FactoryView, { kind, name, owner }: Named): readonly Occurrence[] {
  return occurrences(view).filter(({ named }) => named.kind === kind && named.name === name && named.owner === owner)
}

class Finder {
  readonly #view: FactoryView
  readonly #found: Occurrence[] = []
  readonly #scopes = new Map<string, ReadonlyMap<string, ScopedColumn>>()

  constructor(view: FactoryView) {
    this.#view = view
  }

  find(): readonly Occurrence[] {
    for (const { root } of this.#view.files.values()) this.#map(root, [])
    return this.#found
  }

  #map(node: MapNode, path: Path): void {
    for (const [name, entry] of node.entries) {
      const place = [...path, name]
      this.#key(name, place, entry.key)
      this.#node(entry.value, place)
    }
  }

  #node(node: Node, path: Path): void {
    if (node.kind === 'map') this.#map(node, path)
    else if (node.kind === 'list') for (const [index, item] of node.items.entries()) this.#node(item, [...path, index])
    else if (typeof node.value === 'string') this.#text(node.value, path, node.span)
  }

  #key(name: string, path: Path, span: Span): void {
    const below = belowSpec(path)
    if (below === undefined) return
    const [section, owner, field, inner, last] = below.path
    const role = below.target === undefined ? 'definition' : 'reference'
    const length = below.path.length
    const place = named(span, name)
    if (length === 2 && SECTIONS.includes(String(section))) this.#add({ kind: section as Section, name }, role, place)
    else if (length === 2 && section === 'variables') this.#add({ kind: 'variable', name }, role, place)
    else if (length === 2 && section === 'targets') this.#add({ kind: 'target', name }, 'definition', place)
    else if (length === 4 && section === 'featureViews' && (field === 'features' || field === 'onDemand'))
      this.#add({ kind: 'feature', name, owner: String(owner) }, role, place)
    else if (length === 5 && section === 'endpoints' && field === 'rollout' && inner === 'analysis' && last === name)
      this.#add({ kind: 'analysis', name, owner: String(owner) }, role, place)
    else if (length === 4 && section === 'sources' && field === 'schema')
      this.#add({ kind: 'column', name, owner: String(owner) }, role, place)
    else {
      const meaning = meaningAt(below.path, 'key')
      if (meaning?.kind === 'column') this.#column(name, meaning.of, place)
    }
  }

  #text(value: string, path: Path, span: Span): void {
    this.#variables(span)
    const below = belowSpec(path)
    const meaning = below && meaningAt(below.path, 'value')
    if (meaning !== undefined && !value.includes('${')) this.#meant(meaning, value, span)
  }

  #meant(meaning: Meaning, value: string, scalar: Span): void {
    const place = named(scalar, value)
    switch (meaning.kind) {
      case 'name':
        this.#add({ kind: meaning.section, name: value }, 'reference', place)
        break
      case 'analysis':
        this.#add({ kind: 'analysis', name: value, owner: meaning.endpoint }, 'reference', place)
        break
      case 'include':
        this.#add({ kind: 'file', name: pathFrom(place.file.path, value) }, 'reference', place)
        break
      case 'column':
        this.#column(value, meaning.of, place)
        break
      case 'feature':
        this.#feature(value, place)
        break
      case 'sql':
        for (const { name, start, end } of sqlIdentifiers(value) ?? []) {
          const at = placeInScalar(scalar, value, start, end)
          if (at !== scalar || value.length === end - start) this.#column(name, meaning.of, at)
        }
    }
  }

  /** view:feature names both; view:* the view alone. */
  #feature(reference: string, { file, start }: Span): void {
    const [view = '', name = ''] = reference.split(':')
    const colon = start + view.length
    this.#add({ kind: 'featureViews', name: view }, 'reference', { file, start, end: colon })
    if (name === '' || name === '*') return
    this.#add({ kind: 'feature', name, owner: view }, 'reference', { file, start: colon + 1, end: colon + 1 + name.length })
  }

  #column(name: string, scope: ColumnScope, place: Span): void {
    const column = this.#columns(scope).get(name.toLowerCase())
    if (column === undefined) return
    const [kind, owner] = column.from.split(' ')
    if (kind === 'view') this.#add({ kind: 'feature', name: column.name, owner }, 'reference', place)
    else if (kind === 'source') this.#add({ kind: 'column', name: column.name, owner }, 'reference', place)
  }

  #columns(scope: ColumnScope): ReadonlyMap<string, ScopedColumn> {
    const key = `${scope.in} ${scope.name}`
    const columns = this.#scopes.get(key) ?? new Map(columnsIn(scope, this.#view).map((column) => [column.name.toLowerCase(), column]))
    this.#scopes.set(key, columns)
    return columns
  }

  #variables({ file, start, end }: Span): void {
    const written = file.text.slice(start, end)
    if (!written.includes('${var.')) return
    for (const { 0: token, 1: name = '', index } of written.matchAll(VARIABLE)) {
      if (token.startsWith('$$')) continue
      const at = start + index + '${var.'.length
      this.#add({ kind: 'variable', name }, 'reference', { file, start: at, end: at + name.length })
    }
  }

  #add(named: Named, role: Occurrence['role'], span: Span): void {
    this.#found.push({ named, role, span })
  }
}

/** The text of a key or value without its quotes. */
function named(span: Span, text: string): Span {
  return placeInScalar(span, text, 0, text.length)
}
