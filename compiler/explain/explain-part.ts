import { valueAt } from '../schema/schema-document.js'
import { formatFieldPath } from '../source/field-path.js'
import { type MapNode, type Path, type Span, toValue, type VariableValue } from '../source/node.js'
import { type Origin, originsOf } from '../source/origins.js'
import { type Completed, pathKey } from './complete.js'
import type { ExplainedField, ExplainedOrigin, ExplainedPart, ExplainedVariable, Place } from './explained.js'
import { factsOf } from './field-facts.js'

/** Explains the part of a document at a path from its root. */
export function explainPart(path: Path, tree: MapNode, completed: Completed): ExplainedPart {
  const value = valueAt(completed.document, path)
  const fields = leavesOf(value, path).filter((leaf) => leaf !== path)
  return {
    path: shownPath(path),
    ...(value !== undefined && { value }),
    field: explainField(path, tree, completed),
    fields: fields.map((leaf) => explainField(leaf, tree, completed)),
  }
}

/** Paths below spec are shown without it, as --set and explain take them. */
export function shownPath(path: Path): string {
  return formatFieldPath(path[0] === 'spec' && path.length > 1 ? path.slice(1) : path)
}

/** Paths of values that hold no others: single ones, lists of single ones, and what is empty. */
function leavesOf(value: unknown, path: Path): readonly Path[] {
  if (!isNested(value)) return [path]
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  return keys.flatMap((key) => leavesOf((value as Record<string | number, unknown>)[key], [...path, key]))
}

function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) ? value.some((item) => typeof item === 'object' && item !== null) : Object.keys(value).length > 0
}

function explainField(path: Path, tree: MapNode, { document, filled }: Completed): ExplainedField {
  const value = valueAt(document, path)
  const facts = factsOf(path, document)
  const written = originsOf(tree, path).map(explainOrigin)
  const isFilled = filled.get(pathKey(path))
  const [first] = written
  const origins: ExplainedOrigin[] = [...written]
  if (isFilled !== undefined) origins.splice(0, 0, ...(first?.removed ? [] : [{ by: isFilled, value } as const]))
  if (isFilled !== undefined && first?.removed) origins.push({ by: isFilled, value })
  else if (isFilled === undefined && facts.default !== undefined && written.length > 0)
    origins.push({ by: 'default', value: facts.default })
  return { path: shownPath(path), ...(value !== undefined && { value }), origins, ...facts }
}

function explainOrigin({ by, target, action, key, value, variables }: Origin): ExplainedOrigin {
  const text = value.kind === 'scalar' ? value.filled?.text : undefined
  return {
    by,
    ...(target !== undefined && { target }),
    ...(action === 'remove' ? { removed: true } : { value: toValue(value) }),
    ...placeOf(key),
    ...(text !== undefined && { text }),
    ...(variables.length > 0 && { variables: variables.map(explainVariable) }),
  }
}

function explainVariable({ name, given }: VariableValue): ExplainedVariable {
  return { name, given: given.map(({ by, node }) => ({ by, value: node.value, ...placeOf(node.span) })) }
}

function placeOf({ file, start, end }: Span): Place {
  return { file: file.path, range: file.range(start, end) }
}
