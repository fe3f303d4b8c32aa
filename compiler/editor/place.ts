import type { Entry, MapNode, Node, Path, Span } from '../source/node.js'

/** The key or value of a tree at an offset. */
export interface Place {
  readonly path: Path
  readonly part: 'key' | 'value'
  readonly span: Span
  readonly node: Node
}

/** The innermost key or scalar at an offset, if there is one. */
export function placeAt(root: MapNode, offset: number): Place | undefined {
  return inNode(root, [], offset)
}

function inNode(node: Node, path: Path, offset: number): Place | undefined {
  if (node.kind === 'map') {
    for (const [name, entry] of node.entries) {
      const found = inEntry(name, entry, path, offset)
      if (found) return found
    }
    return undefined
  }
  if (node.kind === 'scalar') return holds(node.span, offset) ? { path, part: 'value', span: node.span, node } : undefined
  for (const [index, item] of node.items.entries()) {
    const found = inNode(item, [...path, index], offset)
    if (found) return found
  }
  return undefined
}

function inEntry(name: string, { key, value }: Entry, path: Path, offset: number): Place | undefined {
  if (holds(key, offset)) return { path: [...path, name], part: 'key', span: key, node: value }
  return inNode(value, [...path, name], offset)
}

function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end
}
