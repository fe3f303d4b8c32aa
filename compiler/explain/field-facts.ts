import { wanted } from '../schema/phrases.js'
import { definitionName, nodesAt, type SchemaNode } from '../schema/schema-document.js'
import type { Path } from '../source/node.js'

/** What the language says about a field. */
export interface FieldFacts {
  readonly description?: string
  /** What it takes, in words: `a whole number, at least 1`. */
  readonly type?: string
  /** What its values measure, where that is not plain from the name. */
  readonly unit?: string
  readonly default?: unknown
}

const UNITS: Readonly<Record<string, string>> = {
  Duration: 'time: ms, s, m, h, d, w',
  TrainTimeout: 'time: ms, s, m, h, d, w',
  Fraction: 'a share: 5% or 0.05',
  Percentage: 'a share: 5%',
  Quantity: 'as in Kubernetes: 500m is half, Ki Mi Gi are powers of 1024',
  Cron: 'UTC: minute hour day month weekday',
  SqlExpression: 'SQL of DuckDB',
}

/** What the schema says about the value at a path of a document. */
export function factsOf(path: Path, document: unknown): FieldFacts {
  const nodes = nodesAt(path, document)
  const node = nodes.find(({ description }) => description !== undefined) ?? nodes[0]
  if (node === undefined) return {}
  const unit = unitOf(node)
  return {
    ...(node.description !== undefined && { description: node.description }),
    type: typeOf(node),
    ...(unit !== undefined && { unit }),
    ...(node.default !== undefined && { default: node.default }),
  }
}

function unitOf({ $ref }: SchemaNode): string | undefined {
  return $ref === undefined ? undefined : UNITS[definitionName($ref)]
}

function typeOf(node: SchemaNode): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node
  const limits = [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`,
  ].filter((limit) => limit !== false)
  return [wanted(node), ...limits].join(', ')
}
