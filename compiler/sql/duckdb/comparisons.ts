import type { ColumnType } from '../../../schema/generated/jobs.js'
import { columnName, constantOf, isNode, type SyntaxNode, visit } from './syntax-tree.js'

/** A column beside a constant in a comparison, BETWEEN or IN. */
export interface ConstantComparison {
  /** The comparison. */
  readonly node: SyntaxNode
  readonly constant: SyntaxNode
  readonly constantType: string
  readonly value: unknown
  /** Absent where the other side is more than a column, or its type is unknown. */
  readonly column?: { readonly name: string; readonly type: ColumnType }
}

/** Every constant that is compared with something. */
export function constantComparisons(tree: unknown, typeOf: (column: string) => ColumnType | undefined): ConstantComparison[] {
  return [...visit(tree)].flatMap(({ node, locals }) => {
    const sides = comparedIn(node)
    const column = sides.map((side) => isNode(side) && columnName(side)).find((name) => name && !locals.has(name.toLowerCase()))
    const type = column ? typeOf(column) : undefined
    return sides.flatMap((side) => {
      const constant = constantOf(side)
      if (constant === undefined || !isNode(side)) return []
      const known = column && type !== undefined ? { column: { name: column, type } } : {}
      return [{ node, constant: side, constantType: constant.type, value: constant.value, ...known }]
    })
  })
}

/** IS [NOT] DISTINCT FROM knows what to do with NULL. */
function comparedIn(node: SyntaxNode): readonly unknown[] {
  if (node.class === 'COMPARISON' && !node.type.includes('DISTINCT')) return [node.left, node.right]
  if (node.class === 'BETWEEN') return [node.input, node.lower, node.upper]
  if (/^COMPARE_(NOT_)?IN$/.test(node.type) && Array.isArray(node.children)) return node.children
  return []
}
