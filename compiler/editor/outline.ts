import type { Entry, MapNode, Node, Span } from '../source/node.js'

/** A part of a file, for its outline. */
export interface OutlineItem {
  readonly name: string
  readonly kind: 'section' | 'resource' | 'feature' | 'field'
  readonly detail?: string
  readonly key: Span
  /** From its key to its end. */
  readonly whole: Span
  readonly children: readonly OutlineItem[]
}

/** Sections, what they define, and the features of views. */
export function outline(root: MapNode): readonly OutlineItem[] {
  return children(root, (name, entry) =>
    item(name, entry, name === 'spec' ? 'section' : 'field', name === 'spec' ? sections(entry.value) : []),
  )
}

function sections(spec: Node): readonly OutlineItem[] {
  return children(spec, (name, entry) =>
    item(
      name,
      entry,
      'section',
      children(entry.value, (resource, inner) => item(resource, inner, 'resource', features(inner.value))),
    ),
  )
}

function features(resource: Node): readonly OutlineItem[] {
  const entry = resource.kind === 'map' ? resource.entries.get('features') : undefined
  return entry ? children(entry.value, (name, inner) => item(name, inner, 'feature', [])) : []
}

function children(node: Node, make: (name: string, entry: Entry) => OutlineItem): readonly OutlineItem[] {
  return node.kind === 'map' ? [...node.entries].map(([name, entry]) => make(name, entry)) : []
}

function item(name: string, { key, value }: Entry, kind: OutlineItem['kind'], inner: readonly OutlineItem[]): OutlineItem {
  const detail = value.kind === 'scalar' && value.value !== null ? String(value.value) : undefined
  return {
    name,
    kind,
    ...(detail !== undefined && { detail }),
    key,
    whole: { ...key, end: Math.max(key.end, value.span.end) },
    children: inner,
  }
}

/** Maps and lists of several lines, from the line of their key, as offsets. */
export function foldings(root: MapNode): readonly Span[] {
  const found: Span[] = []
  const visit = (node: Node, from: Span | undefined): void => {
    if (node.kind === 'scalar') return
    const start = from?.start ?? node.span.start
    if (from !== undefined && node.span.file.text.slice(start, node.span.end).includes('\n')) found.push({ ...node.span, start })
    if (node.kind === 'list') for (const item of node.items) visit(item, item.span)
    else for (const { key, value } of node.entries.values()) visit(value, key)
  }
  visit(root, undefined)
  return found
}
