import schema from '../../schema/aifactory.v1.schema.json' with { type: 'json' }
import type { Path } from '../source/node.js'

/** The parts of JSON Schema that messages are made of. */
export interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly pattern?: string
  readonly maxLength?: number
  readonly maxProperties?: number
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly propertyNames?: SchemaNode
  readonly required?: readonly string[]
  readonly allOf?: readonly SchemaNode[]
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly discriminator?: { readonly propertyName: string }
  readonly items?: SchemaNode
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly $ref?: string
}

const DEFINITIONS: Readonly<Record<string, SchemaNode>> = schema.$defs

/** A node with the definition that it refers to; what it says itself comes first. It keeps the reference, as its name. */
export function resolved(node: SchemaNode): SchemaNode {
  return node.$ref === undefined ? node : { ...DEFINITIONS[definitionName(node.$ref)], ...node }
}

/** Duration of #/$defs/Duration. */
export function definitionName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

/** The node of a whole document. */
export function rootSchema(): SchemaNode {
  return resolved(schema as SchemaNode)
}

/**
 * The nodes that say what the value at a path of a document must be: one, or one for each alternative. The validator's own
 * schemaPath begins anew at each definition, so it does not tell which one is meant.
 */
export function nodesAt(path: Path, document: unknown): readonly SchemaNode[] {
  let nodes: readonly SchemaNode[] = [rootSchema()]
  let value = document
  for (const key of path) {
    nodes = nodes.flatMap((node) => alternativesOf(node, value)).flatMap((node) => childrenOf(node, key))
    value = valueAt(value, [key])
  }
  return nodes.flatMap((node) => alternativesOf(node, value))
}

/** A node and its alternatives; only the one that its discriminating field chooses, where it has such a field. */
export function alternativesOf(node: SchemaNode, value: unknown): SchemaNode[] {
  const { discriminator, anyOf = [], oneOf = [] } = node
  const branches = [...anyOf, ...oneOf].map(resolved)
  if (discriminator === undefined) return [node, ...branches.flatMap((branch) => alternativesOf(branch, value))]
  const tag = discriminator.propertyName
  const given = valueAt(value, [tag])
  return [node, ...branches.filter((branch) => branch.properties?.[tag]?.const === given)]
}

/** The nodes for a field or an item of a node. */
export function childrenOf({ properties, additionalProperties, items }: SchemaNode, key: string | number): SchemaNode[] {
  const name = String(key)
  if (properties && Object.hasOwn(properties, name)) return properties[name] ? [resolved(properties[name])] : []
  if (typeof additionalProperties === 'object') return [resolved(additionalProperties)]
  return items && /^\d+$/.test(name) ? [resolved(items)] : []
}

/** The value at a path of a document, or undefined. */
export function valueAt(document: unknown, path: Path): unknown {
  let value = document
  for (const key of path) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  return value
}
