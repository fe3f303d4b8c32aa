import type { SourceFile } from './source-file.js'

/** Where something was written: offsets in UTF-16 code units, end excluded. */
export interface Span {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
  /** The other place that a value depends on: where a variable's value was given, or where it is used. */
  readonly with?: { readonly message: string; readonly at: Span }
}

/** YAML as a tree in which each key and value knows the file and place that wrote it, also after files and targets are merged. */
export type Node = MapNode | ListNode | ScalarNode

export interface MapNode {
  readonly kind: 'map'
  readonly span: Span
  readonly entries: ReadonlyMap<string, Entry>
  /** What an override has taken out, by key: the override, and what was there in `before`. */
  readonly removed?: ReadonlyMap<string, Entry>
}

export interface Entry {
  readonly key: Span
  readonly value: Node
  /** Who wrote it, where that is no file's spec. What lies below has the same writer unless it names another. */
  readonly layer?: Layer
  /** What it took the place of, which may in turn have taken the place of something. */
  readonly before?: Entry
}

/** What may change a spec after its files are merged, in the order in which it is done. */
export type Layer = { readonly kind: 'target'; readonly name: string } | { readonly kind: 'set' }

export interface ListNode {
  readonly kind: 'list'
  readonly span: Span
  readonly items: readonly Node[]
  /** Items that an override has put in place of others, by index. */
  readonly changed?: ReadonlyMap<number, Entry>
}

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly span: Span
  readonly value: Scalar
  /** Set where a variable could not be filled in: reported once, so that nothing else is said about the value. */
  readonly unresolved?: true
  /** The text before variables were filled in, and their values. */
  readonly filled?: { readonly text: string; readonly variables: readonly VariableValue[] }
}

/** A variable's value, and all that were given for it. */
export interface VariableValue {
  readonly name: string
  /** Strongest first: the first one holds. */
  readonly given: readonly GivenValue[]
}

export interface GivenValue {
  readonly by: 'default' | 'target' | 'file' | 'env' | 'var'
  readonly node: ScalarNode
}

export type Scalar = string | number | boolean | null

/** Keys and indexes from the root. */
export type Path = readonly (string | number)[]

/** A plain value of the tree. Keys that could reach a prototype never get this far. */
export function toValue(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toValue)
  const object: Record<string, unknown> = {}
  for (const [key, entry] of node.entries) object[key] = toValue(entry.value)
  return object
}

export function child(node: Node | undefined, key: string | number): Node | undefined {
  if (node?.kind === 'map') return node.entries.get(String(key))?.value
  return node?.kind === 'list' ? node.items[Number(key)] : undefined
}

export function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root
  for (const key of path) node = child(node, key)
  return node
}

/** The place of the value at a path, or of the closest ancestor that was written. */
export function valueSpan(root: Node, path: Path): Span {
  let node = root
  for (const key of path) {
    const next = child(node, key)
    if (next === undefined) return node.span
    node = next
  }
  return node.span
}

/** The place of the key at a path; list items have none, so the item itself stands for it. */
export function keySpan(root: Node, path: Path): Span {
  const parent = nodeAt(root, path.slice(0, -1))
  const last = path.at(-1)
  const entry = parent?.kind === 'map' && last !== undefined ? parent.entries.get(String(last)) : undefined
  return entry?.key ?? valueSpan(root, path)
}

export function mapNode(span: Span, entries: Iterable<readonly [string, Entry]>): MapNode {
  return { kind: 'map', span, entries: new Map(entries) }
}

/** A map with other entries, and all else that is known of it. */
export function withEntries(node: MapNode, entries: Iterable<readonly [string, Entry]>): MapNode {
  return { ...node, entries: new Map(entries) }
}
