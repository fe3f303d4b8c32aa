import { nodesAt, resolved, type SchemaNode } from '../schema/schema-document.js'
import { child, nodeAt, type Path, toValue } from '../source/node.js'
import { belowSpec, type FactoryView } from './factory-view.js'

/**
 * What the schema says of the value at a path of a file; in a target, of what it overrides. Where a field that chooses
 * between alternatives is not written yet, the node with the alternatives is all there is.
 */
export function schemaAt(view: FactoryView, file: string, path: Path): readonly SchemaNode[] {
  const root = view.files.get(file)?.root
  const below = belowSpec(path)
  if (root === undefined) return []
  if (below?.target === undefined) return nodesAt(path, toValue(root))
  // An override may leave out what the spec says, such as the runtime of a trainer.
  const section = below.path[0]
  const base = section === undefined ? undefined : child(view.spec, section)
  const written = nodeAt(root, path.slice(0, 4))
  const document = { spec: section === undefined ? {} : { [section]: merged(base && toValue(base), written && toValue(written)) } }
  return nodesAt(['spec', ...below.path], document)
}

function merged(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over ?? base
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])]
  return Object.fromEntries(keys.map((key) => [key, merged(base[key], over[key])]))
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields that a map may have, with what each must be. */
export function fieldsOf(nodes: readonly SchemaNode[]): ReadonlyMap<string, SchemaNode> {
  const fields = new Map<string, SchemaNode>()
  for (const node of nodes) {
    for (const [name, field] of Object.entries(node.properties ?? {})) if (!fields.has(name)) fields.set(name, resolved(field))
    const tag = node.discriminator?.propertyName
    if (tag !== undefined) fields.set(tag, tagField(node, tag))
  }
  return fields
}

/** The field that chooses between alternatives, with what each of its values stands for. */
function tagField(node: SchemaNode, tag: string): SchemaNode {
  const branches = alternatives(node)
  return {
    description: node.description,
    enum: branches.map((branch) => branch.properties?.[tag]?.const),
  }
}

/** The alternatives of a node, resolved. */
export function alternatives({ oneOf = [], anyOf = [] }: SchemaNode): readonly SchemaNode[] {
  return [...oneOf, ...anyOf].map(resolved)
}

/** What a value of a discriminating field stands for, such as not_null. */
export function branchOf(nodes: readonly SchemaNode[], tag: string, value: unknown): SchemaNode | undefined {
  for (const node of nodes) {
    if (node.discriminator?.propertyName !== tag) continue
    const found = alternatives(node).find((branch) => branch.properties?.[tag]?.const === value)
    if (found) return found
  }
  return undefined
}
