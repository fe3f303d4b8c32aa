import type { Entry, Layer, MapNode, Node, Path, Span, VariableValue } from './node.js'

/** A value that was written for a field, and by whom. */
export interface Origin {
  /** Who wrote it: the file that was compiled, one that it includes, a target, or `--set`. */
  readonly by: 'file' | 'include' | 'target' | 'set'
  /** The target's name. */
  readonly target?: string
  /** What was done: a value was written, or one was removed by `$patch: delete`. */
  readonly action: 'write' | 'remove'
  /** Where the key was written; for an item of a list, the item. */
  readonly key: Span
  /** The value. In what has been overridden, variables are not filled in. */
  readonly value: Node
  /** Variables that gave the value or parts of it. */
  readonly variables: readonly VariableValue[]
}

/**
 * Where the value at a path of a merged tree comes from: what wrote it first, then what that overrode, and so on. Empty where
 * nobody wrote anything, as for a default. A map that several files or overrides have put together comes from the first that
 * mentioned it, and its fields each from their own.
 */
export function originsOf(root: MapNode, path: Path): readonly Origin[] {
  return path.length === 0 ? [] : collect(root, path, { root, layer: undefined })
}

interface Tracing {
  readonly root: MapNode
  /** Who wrote the map or list that the path has come to. */
  readonly layer: Layer | undefined
}

function collect(node: Node, [key, ...rest]: Path, { root, layer }: Tracing): Origin[] {
  if (key === undefined) return []
  const found: Origin[] = []
  for (let entry = entryOf(node, key); entry !== undefined; entry = entry.before) {
    const writer = entry.layer ?? layer
    const isRemoval = entry === removedEntry(node, key)
    if (rest.length === 0) found.push(originOf(entry, writer, root, isRemoval ? 'remove' : 'write'))
    else if (!isRemoval) found.push(...collect(entry.value, rest, { root, layer: writer }))
  }
  return found
}

function entryOf(node: Node, key: string | number): Entry | undefined {
  if (node.kind === 'map') return node.entries.get(String(key)) ?? removedEntry(node, key)
  const item = node.kind === 'list' ? node.items[Number(key)] : undefined
  if (node.kind !== 'list' || item === undefined) return undefined
  const changed = node.changed?.get(Number(key))
  return changed ? { ...changed, value: item } : { key: item.span, value: item }
}

function removedEntry(node: Node, key: string | number): Entry | undefined {
  return node.kind === 'map' && !node.entries.has(String(key)) ? node.removed?.get(String(key)) : undefined
}

function originOf({ key, value }: Entry, layer: Layer | undefined, root: MapNode, action: Origin['action']): Origin {
  const variables = value.kind === 'scalar' ? (value.filled?.variables ?? []) : []
  if (layer?.kind === 'target') return { by: 'target', target: layer.name, action, key, value, variables }
  const by = layer?.kind === 'set' ? 'set' : key.file === root.span.file ? 'file' : 'include'
  return { by, action, key, value, variables }
}
