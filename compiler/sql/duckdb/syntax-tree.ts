/** A node of the tree that DuckDB's json_serialize_sql gives for an expression. */
export interface SyntaxNode {
  /** Such as COLUMN_REF, FUNCTION, COMPARISON. */
  readonly class: string
  readonly type: string
  /** Where it stands in the statement, in UTF-8 bytes; operators where their sign is. Absurdly large where unknown. */
  readonly query_location: number
  readonly [field: string]: unknown
}

/** A node together with the names that lambdas around it declare. */
export interface Visit {
  readonly node: SyntaxNode
  readonly locals: ReadonlySet<string>
}

/** All nodes of a tree, each before those inside it. The parameters of lambdas are left out. */
export function* visit(value: unknown, locals: ReadonlySet<string> = new Set()): Generator<Visit> {
  if (Array.isArray(value)) {
    for (const item of value) yield* visit(item, locals)
  } else if (isObject(value)) {
    if (isNode(value)) yield { node: value, locals }
    if (isNode(value) && value.class === 'LAMBDA' && !isJsonArrow(value)) {
      yield* visit(value.expr, new Set([...locals, ...parameters(value.lhs)]))
    } else {
      for (const field of Object.values(value)) yield* visit(field, locals)
    }
  }
}

/** Levels of nesting. */
export function depthOf(value: unknown): number {
  if (Array.isArray(value)) return Math.max(0, ...value.map(depthOf))
  if (!isObject(value)) return 0
  return (isNode(value) ? 1 : 0) + Math.max(0, ...Object.values(value).map(depthOf))
}

export function isNode(value: unknown): value is SyntaxNode {
  return isObject(value) && typeof value.class === 'string' && typeof value.query_location === 'number'
}

/** The name of a column, first of those that dots separate. */
export function columnName(node: SyntaxNode): string | undefined {
  const names = node.class === 'COLUMN_REF' ? node.column_names : undefined
  return Array.isArray(names) && typeof names[0] === 'string' ? names[0] : undefined
}

/** A constant's type and value; undefined where the node is none. */
export function constantOf(node: unknown): { readonly type: string; readonly value: unknown } | undefined {
  if (!isNode(node) || node.class !== 'CONSTANT' || !isObject(node.value) || !isObject(node.value.type)) return undefined
  return { type: String(node.value.type.id), value: node.value.is_null ? null : node.value.value }
}

/** json -> '$.path', which is written like a lambda. */
function isJsonArrow(node: SyntaxNode): boolean {
  return isNode(node.expr) && node.expr.class === 'CONSTANT'
}

function parameters(lhs: unknown): string[] {
  return [...visit(lhs)].flatMap(({ node }) => columnName(node)?.toLowerCase() ?? [])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
