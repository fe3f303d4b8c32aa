import type { ErrorObject } from 'ajv'
import type { Report } from '../diagnostics/report.js'
import { keySpan, type MapNode, nodeAt, type Path, valueSpan } from '../source/node.js'
import { pathOf } from './check.js'
import { explainOne, isMisspelt } from './explain-one.js'
import { formFix } from './mistake-fixes.js'
import { kindOf, wanted } from './phrases.js'
import { nodesAt, type SchemaNode, valueAt } from './schema-document.js'

/** What the validator found, with the document that it looked at. */
export interface Findings {
  readonly errors: readonly ErrorObject[]
  readonly root: MapNode
  readonly document: unknown
  readonly report: Report
}

/** Errors that are explained. A file with more is no factory, and nobody reads on. */
const MOST = 200

/** Reports what the validator found, one diagnostic for each mistake. */
export function explain(found: readonly ErrorObject[], root: MapNode, document: unknown, report: Report): void {
  const errors = found.slice(0, MOST)
  const findings = { errors, root, document, report }
  const dropped = new Set<ErrorObject>()
  for (const error of errors) {
    const node = nodeAt(root, pathOf(error.instancePath))
    if (node?.kind === 'scalar' && node.unresolved) dropped.add(error)
  }
  // Outer alternatives first, since they decide about those within.
  const choices = errors.filter(isChoice).sort((a, b) => a.instancePath.length - b.instancePath.length)
  for (const choice of choices) if (!dropped.has(choice)) explainChoice(choice, findings, dropped)
  for (const error of errors) if (!dropped.has(error)) explainOne(error, findings)
}

/** anyOf, and oneOf without a discriminator: errors of their branches are about alternatives that the user never meant. */
function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

function explainChoice(choice: ErrorObject, findings: Findings, dropped: Set<ErrorObject>): void {
  const { errors, root, document, report } = findings
  const path = pathOf(choice.instancePath)
  dropped.add(choice)
  const fields = fieldChoice(choice, path, document)
  if (fields) {
    for (const error of errors) {
      if (error.instancePath === choice.instancePath && /(any|one)Of\/\d+\/required$/.test(error.schemaPath) && isOneOf(error, fields))
        dropped.add(error)
    }
    if (isMisspelt(fields.flat(), choice, errors)) return
    const many = choice.keyword === 'oneOf' && choice.params.passingSchemas !== null
    const names = fields.map((group) => group.join(' with '))
    const message = many ? `only one of ${names.join(', ')} may be given` : `one of ${names.join(', ')} is needed`
    report.error('AF2011', message, keySpan(root, path))
    return
  }
  const inner = errors.filter((error) => error !== choice && isWithin(error, choice))
  for (const error of inner) dropped.add(error)
  // A map was meant as the map among the alternatives, so its own mistakes are what matters.
  const value = valueAt(document, path)
  const own = inner.filter(
    (error) => !['type', 'const', 'enum', 'pattern'].includes(error.keyword) || error.instancePath !== choice.instancePath,
  )
  if (typeof value === 'object' && value !== null && own.length > 0) {
    for (const error of own) dropped.delete(error)
    return
  }
  const [schema] = nodesAt(path, document)
  report.error(
    'AF2003',
    `${path.at(-1)} must be ${schema ? wanted(schema) : 'something else'}; it is ${kindOf(value)}`,
    valueSpan(root, path),
    { fixes: [formFix(valueSpan(root, path), value, schema ? [schema] : [])] },
  )
}

/** Where the alternatives are which fields are given: these fields, in groups. */
function fieldChoice({ keyword, schemaPath }: ErrorObject, path: Path, document: unknown): (readonly string[])[] | undefined {
  const index = Number(/allOf\/(\d+)\/\w+$/.exec(schemaPath)?.[1] ?? -1)
  for (const node of nodesAt(path, document)) {
    const holder = node.allOf?.[index] ?? node
    const branches: readonly SchemaNode[] = holder[keyword === 'oneOf' ? 'oneOf' : 'anyOf'] ?? []
    if (branches.length > 0 && branches.every(({ required }) => required)) return branches.map(({ required = [] }) => required)
  }
  return undefined
}

function isOneOf({ params }: ErrorObject, fields: readonly (readonly string[])[]): boolean {
  return fields.flat().includes(String(params.missingProperty))
}

function isWithin({ instancePath }: ErrorObject, choice: ErrorObject): boolean {
  return instancePath === choice.instancePath || instancePath.startsWith(`${choice.instancePath}/`)
}
