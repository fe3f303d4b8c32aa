import type { ErrorObject } from 'ajv'
import type { Report } from '../diagnostics/report.js'
import { keySpan, type MapNode, nodeAt, toValue } from '../source/node.js'
import { pathOf } from './check.js'
import { explainOne } from './explain-one.js'
import { alternatives, kindOf, wantedAt } from './phrases.js'
import { definitionsWithin, parentPointer, type SchemaNode, schemaAt } from './schema-document.js'

/** Reports what the validator found, one diagnostic for each mistake. */
export function explain(errors: readonly ErrorObject[], root: MapNode, report: Report): void {
  const dropped = new Set<ErrorObject>()
  for (const error of errors) {
    const node = nodeAt(root, pathOf(error.instancePath))
    if (node?.kind === 'scalar' && node.unresolved) dropped.add(error)
    if (isChoice(error) && !dropped.has(error)) explainChoice(error, errors, dropped, root, report)
  }
  for (const error of errors) if (!dropped.has(error)) explainOne(error, errors, root, report)
}

/** anyOf, and oneOf without a discriminator: their branches' errors are about alternatives that the user never meant. */
function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

function explainChoice(
  choice: ErrorObject,
  errors: readonly ErrorObject[],
  dropped: Set<ErrorObject>,
  root: MapNode,
  report: Report,
): void {
  dropped.add(choice)
  const branches = (schemaAt(choice.schemaPath) ?? []) as readonly SchemaNode[]
  const inner = errors.filter((error) => error !== choice && belongsTo(error, choice, branches))
  for (const error of inner) dropped.add(error)

  const path = pathOf(choice.instancePath)
  const node = nodeAt(root, path)
  const value = node && toValue(node)
  const required = branches.map((branch) => (branch.required ?? []).join(' with '))
  if (required.every((names) => names !== '')) {
    const many = choice.keyword === 'oneOf' && choice.params.passingSchemas !== null
    report.error(
      'AF2011',
      many ? `only one of ${required.join(', ')} may be given` : `one of ${required.join(', ')} is needed`,
      keySpan(root, path),
    )
    return
  }
  // A map was meant as the map among the alternatives, so its own mistakes are what matters.
  const own = inner.filter(
    (error) =>
      !isChoice(error) && !(error.instancePath === choice.instancePath && ['type', 'const', 'enum', 'pattern'].includes(error.keyword)),
  )
  if (typeof value === 'object' && value !== null && own.length > 0) {
    for (const error of own) dropped.delete(error)
    return
  }
  const definition = parentPointer(choice.schemaPath)
  const phrase = wantedAt(`${definition}/anyOf`)
  const expected = phrase.startsWith('of the form') || phrase.startsWith('something like') ? alternatives(branches) : phrase
  report.error('AF2003', `${path.at(-1)} must be ${expected}; it is ${kindOf(value)}`, node?.span)
}

function belongsTo(error: ErrorObject, choice: ErrorObject, branches: readonly SchemaNode[]): boolean {
  const inside = error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`)
  if (!inside) return false
  if (error.schemaPath.startsWith(`${choice.schemaPath}/`)) return true
  return [...definitionsWithin(branches)].some((definition) => error.schemaPath.startsWith(`${definition}/`))
}
