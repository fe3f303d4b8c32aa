import schema from '../../schema/aifactory.v1.schema.json' with { type: 'json' }

/** The parts of JSON Schema that messages are made of. */
export interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
  readonly $ref?: string
}

/** The node that a pointer such as #/$defs/Source/properties names, or undefined. */
export function schemaAt(pointer: string): SchemaNode | undefined {
  let node: unknown = schema
  for (const part of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined
  }
  return typeof node === 'object' && node !== null ? node : undefined
}

export function resolved(node: SchemaNode): SchemaNode {
  return node.$ref === undefined ? node : { ...schemaAt(node.$ref), ...node }
}

/** The pointer of the schema object that holds a keyword. */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'))
}

/** Pointers of every definition that a node refers to, directly or through others. */
export function definitionsWithin(node: unknown, found = new Set<string>()): Set<string> {
  if (typeof node !== 'object' || node === null) return found
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && typeof value === 'string' && !found.has(value)) {
      found.add(value)
      definitionsWithin(schemaAt(value), found)
    } else {
      definitionsWithin(value, found)
    }
  }
  return found
}
