import type { Entry, ListNode, MapNode, Node, Span } from '../source/node.js'
import type { SourceFile } from '../source/source-file.js'

/** A part of a map or list: an entry from its key to the end of its value, or an item. Offsets into the text. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** Where a part stands among others. */
export interface Place {
  readonly file: SourceFile
  /** The map or list that holds it. */
  readonly container: Part
  /** Whether the container is in brackets. */
  readonly flow: boolean
  readonly kind: 'map' | 'list'
  readonly parts: readonly Part[]
  readonly index: number
}

/** Where the key or the item that was written at a span stands, or undefined where there is none. */
export function placeOf(at: Span): Place | undefined {
  const { tree } = at.file
  return tree && search(tree, at)
}

/** The map that was written at a span. */
export function mapAt({ file, start, end }: Span): MapNode | undefined {
  let node: Node | undefined = file.tree
  while (node !== undefined) {
    if (node.kind === 'map' && node.span.start === start && node.span.end === end) return node
    node = childrenOf(node).find(({ span }) => span.start <= start && end <= span.end)
  }
  return undefined
}

function search(node: Node, at: Span): Place | undefined {
  if (node.kind === 'scalar') return undefined
  const spots = node.kind === 'map' ? [...node.entries.values()].map(({ key }) => key) : node.items.map(({ span }) => span)
  const index = spots.findIndex(({ start, end }) => start === at.start && end === at.end)
  if (index !== -1) return placeIn(node, index)
  const inner = childrenOf(node).find(({ span }) => span.start <= at.start && at.end <= span.end)
  return inner && search(inner, at)
}

/** What was written inside a node; what aliases repeat was written elsewhere. */
function childrenOf(node: Node): Node[] {
  if (node.kind === 'scalar') return []
  const values = node.kind === 'map' ? [...node.entries.values()].map(({ value }) => value) : node.items
  return values.filter(({ span }) => span.start >= node.span.start && span.end <= node.span.end)
}

function placeIn(node: MapNode | ListNode, index: number): Place {
  return {
    file: node.span.file,
    container: node.span,
    flow: isFlow(node),
    kind: node.kind,
    parts: partsOf(node),
    index,
  }
}

export function isFlow({ span }: MapNode | ListNode): boolean {
  return '{['.includes(span.file.text[span.start] ?? ' ')
}

/** The parts of a map or list, in the order of the text. */
export function partsOf(node: MapNode | ListNode): readonly Part[] {
  return node.kind === 'map' ? [...node.entries.values()].map(entryPart) : node.items.map((item) => itemPart(item, node))
}

function entryPart({ key, value }: Entry): Part {
  const own = value.span.start >= key.start && value.span.end > key.end
  return { start: key.start, end: own ? value.span.end : endAfterKey(key.file.text, key.end) }
}

/** An alias stands for a value that was written before. */
function itemPart({ span }: Node, list: ListNode): Part {
  return span.start >= list.span.start ? span : { start: -1, end: -1 }
}

/** The end of a key whose value is nothing, or an alias. */
export function endAfterKey(text: string, end: number): number {
  const rest = /[ \t]*:(?:[ \t]+\*[^\s,[\]{}]+)?/y
  rest.lastIndex = end
  return rest.test(text) ? rest.lastIndex : end
}
