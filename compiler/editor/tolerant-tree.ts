import { isMap, isScalar, isSeq, parseDocument, type Node as YamlNode } from 'yaml'
import { type Entry, type MapNode, mapNode, type Node, type Span } from '../source/node.js'
import { readPlain } from '../source/read-plain.js'
import type { SourceFile } from '../source/source-file.js'

const MAX_DEPTH = 64

/** The tree of a file as far as it can be made out, where parts are unfinished or wrong; what cannot be read is left out. */
export function tolerantTree(file: SourceFile): MapNode {
  const plain = readPlain(file)
  if (plain !== undefined) return plain
  const nothing = mapNode({ file, start: 0, end: 0 }, [])
  try {
    const { contents } = parseDocument(file.text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false })
    const root = contents === null ? undefined : nodeOf(contents, file, 0)
    return root?.kind === 'map' ? root : nothing
  } catch (error) {
    // The library gives up on what is nested too deeply.
    if (error instanceof RangeError) return nothing
    throw error
  }
}

function nodeOf(node: YamlNode | null, file: SourceFile, depth: number): Node {
  const span = spanOf(node, file)
  if (depth > MAX_DEPTH) return { kind: 'scalar', span, value: null }
  if (isMap(node)) {
    const entries = new Map<string, Entry>()
    for (const { key, value } of node.items) {
      if (!isScalar(key) || key.value === null || entries.has(String(key.value))) continue
      const at = spanOf(key, file)
      const empty: Node = { kind: 'scalar', span: { file, start: at.end, end: at.end }, value: null }
      entries.set(String(key.value), { key: at, value: value ? nodeOf(value as YamlNode, file, depth + 1) : empty })
    }
    return mapNode(span, entries)
  }
  if (isSeq(node)) return { kind: 'list', span, items: node.items.map((item) => nodeOf(item as YamlNode, file, depth + 1)) }
  const value = isScalar(node) ? node.value : null
  return {
    kind: 'scalar',
    span,
    value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null,
  }
}

function spanOf(node: unknown, file: SourceFile): Span {
  const [start, end] = (node as { range?: readonly [number, number, number] | null } | null)?.range ?? [0, 0]
  return { file, start, end: Math.max(start, end) }
}
