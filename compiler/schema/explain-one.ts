import type { ErrorObject } from 'ajv'
import { closest, suggestName } from '../diagnostics/did-you-mean.js'
import { correct, correctKey, remove } from '../fixes/fix.js'
import { keySpan, nodeAt, type Path, type Span, valueSpan } from '../source/node.js'
import { pathOf } from './check.js'
import type { Findings } from './explain.js'
import { constantFix, fieldFix, formFix, typeFix } from './mistake-fixes.js'
import { kindOf, phraseOf, shown, typeNames, wanted } from './phrases.js'
import { nodesAt, resolved, type SchemaNode, valueAt } from './schema-document.js'

interface Mistake extends Findings {
  readonly error: ErrorObject
  readonly path: Path
  /** The field or item that is wrong, as said in messages. */
  readonly name: string
  readonly value: unknown
  /** What the schema says at this place. */
  readonly nodes: readonly SchemaNode[]
}

/** Reports one error of the validator. */
export function explainOne(error: ErrorObject, findings: Findings): void {
  const path = pathOf(error.instancePath)
  const nodes = nodesAt(path, findings.document)
  const mistake = { ...findings, error, path, nodes, name: nameOf(path), value: valueAt(findings.document, path) }
  const known = EXPLANATIONS[error.keyword]
  if (known) known(mistake)
  else findings.report.error('AF2011', `${mistake.name} is not as expected (${error.keyword})`, valueSpan(findings.root, path))
}

function nameOf(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  return /^\d+$/.test(String(last)) && path.length > 1 ? `item ${Number(last) + 1} of ${path.at(-2)}` : String(last)
}

const EXPLANATIONS: Readonly<Record<string, (mistake: Mistake) => void>> = {
  additionalProperties({ error, root, path, nodes, report }) {
    const field = String(error.params.additionalProperty)
    const known = new Set(nodes.flatMap(({ properties }) => Object.keys(properties ?? {})))
    const at = keySpan(root, [...path, field])
    report.error('AF2001', `unknown field "${field}"`, at, {
      suggestion: suggestName(field, known),
      fixes: [correctKey(at, field, known), remove(at, field, 'unsafe')],
    })
  },
  required({ error, errors, root, path, name, value, nodes, report }) {
    const field = String(error.params.missingProperty)
    if (isMisspelt([field], error, errors)) return
    const definition = nodes.map(({ properties }) => properties?.[field]).find((found) => found)
    const description = definition && resolved(definition).description
    report.error('AF2002', `${name} needs "${field}"`, keySpan(root, path), {
      suggestion: description && `${field}: ${description}`,
      related: removedHere(root, path, field),
      fixes: [fieldFix(valueSpan(root, path), field, definition, value)],
    })
  },
  type({ error, root, path, name, value, nodes, report }) {
    const types = [error.params.type as string | string[]].flat()
    const phrase = nodes.map(phraseOf).find((found) => found !== undefined)
    const text = value === null ? `${name} has no value` : `${name} must be ${phrase ?? typeNames(types)}; it is ${kindOf(value)}`
    report.error('AF2003', text, valueSpan(root, path), {
      suggestion: phrase === undefined ? typeHint(types, value) : undefined,
      fixes: [typeFix(valueSpan(root, path), types, value, nodes)],
    })
  },
  enum({ error, root, path, name, value, report }) {
    const allowed = (error.params.allowedValues as unknown[]).map(String)
    const match = closest(String(value), allowed)
    report.error('AF2004', `${name} cannot be ${shown(value)}`, valueSpan(root, path), {
      suggestion: match ? `Did you mean "${match}"?` : `Allowed: ${allowed.join(', ')}.`,
      fixes: [correct(valueSpan(root, path), String(value), allowed)],
    })
  },
  const({ error, root, path, name, value, report }) {
    report.error('AF2004', `${name} cannot be ${shown(value)}`, valueSpan(root, path), {
      suggestion: `Write ${shown(error.params.allowedValue)}.`,
      fixes: [constantFix(valueSpan(root, path), value, error.params.allowedValue)],
    })
  },
  discriminator({ error, errors, root, path, nodes, report }) {
    const { tag, tagValue } = error.params as { tag: string; tagValue: unknown }
    const missing = errors.some((other) => other.keyword === 'required' && other.instancePath === error.instancePath)
    if (missing) return
    const allowed = tagsOf(nodes, tag)
    const match = closest(String(tagValue), allowed)
    report.error('AF2004', `${tag} cannot be ${shown(tagValue)}`, valueSpan(root, [...path, tag]), {
      suggestion: match ? `Did you mean "${match}"?` : `Allowed: ${allowed.join(', ')}.`,
      fixes: [correct(valueSpan(root, [...path, tag]), String(tagValue), allowed)],
    })
  },
  pattern({ root, path, name, value, nodes, report }) {
    // A bad key is told once, by propertyNames.
    if (typeof value !== 'string') return
    const node = nodes.find(({ pattern }) => pattern !== undefined)
    const at = valueSpan(root, path)
    report.error('AF2005', `${name} must be ${node ? wanted(node) : 'something else'}; it is ${shown(value)}`, at, {
      fixes: [formFix(at, value, nodes)],
    })
  },
  propertyNames({ error, root, path, nodes, report }) {
    const name = String(error.params.propertyName)
    const node = nodes.map(({ propertyNames }) => propertyNames && resolved(propertyNames)).find((found) => found !== undefined)
    const long = node?.maxLength !== undefined && name.length > node.maxLength
    const expected = long ? `at most ${node.maxLength} characters long` : wanted(node ?? {})
    report.error('AF2005', `the name ${shown(name)} must be ${expected}`, keySpan(root, [...path, name]))
  },
  uniqueItems({ error, root, path, name, report }) {
    const { i, j } = error.params as { i: number; j: number }
    const [first, second] = i < j ? [i, j] : [j, i]
    report.error('AF2008', `${name} lists the same twice`, valueSpan(root, [...path, second]), {
      related: [{ message: 'first listed here', at: valueSpan(root, [...path, first]) }],
      fixes: [remove(valueSpan(root, [...path, second]), 'the second one', 'safe')],
    })
  },
  minimum: (mistake) => limit(mistake, 'at least'),
  maximum: (mistake) => limit(mistake, 'at most'),
  exclusiveMinimum: (mistake) => limit(mistake, 'more than'),
  exclusiveMaximum: (mistake) => limit(mistake, 'less than'),
  minLength: (mistake) => size(mistake, 'must not be empty', 'characters'),
  maxLength(mistake) {
    if (typeof mistake.value === 'string') size(mistake, '', 'characters')
  },
  minItems: (mistake) => size(mistake, 'must not be empty', 'items'),
  maxItems: (mistake) => size(mistake, '', 'items'),
  minProperties: (mistake) => size(mistake, 'must not be empty', 'fields'),
  maxProperties(mistake) {
    const { error, name, root, path, nodes, report } = mistake
    if (error.params.limit !== 1) return size(mistake, error.params.limit === 0 ? 'must be empty' : '', 'fields')
    const fields = nodes.flatMap(({ properties }) => Object.keys(properties ?? {}))
    report.error('AF2007', `${name} must have exactly one field`, keySpan(root, path), { suggestion: `One of ${fields.join(', ')}.` })
  },
}

/** The override that has taken a field out. */
function removedHere(root: Mistake['root'], path: Path, field: string): { message: string; at: Span }[] {
  const node = nodeAt(root, path)
  const removal = node?.kind === 'map' ? node.removed?.get(field) : undefined
  return removal ? [{ message: 'removed here', at: removal.key }] : []
}

function limit({ error, root, path, name, value, report }: Mistake, words: string): void {
  report.error('AF2006', `${name} must be ${words} ${error.params.limit}; it is ${kindOf(value)}`, valueSpan(root, path))
}

function size({ error, root, path, name, report }: Mistake, whenOne: string, unit: string): void {
  const { limit: count } = error.params as { limit: number }
  const bound = error.keyword.startsWith('min') ? 'at least' : 'at most'
  const simple = whenOne !== '' && count <= 1
  report.error('AF2007', `${name} ${simple ? whenOne : `may have ${bound} ${count} ${unit}`}`, valueSpan(root, path))
}

function typeHint(types: readonly string[], value: unknown): string | undefined {
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return `Put it in quotes: "${value}".`
  if (types.includes('boolean') && typeof value === 'string' && /^(yes|no|on|off)$/i.test(value))
    return 'YAML 1.2 knows only true and false.'
  if (types.includes('array') && typeof value === 'string') return `Put it in brackets: [${value}].`
  return undefined
}

/** Whether an unknown field of the same map stands for one that is missing: one mistake, told as the unknown field. */
export function isMisspelt(fields: readonly string[], { instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties' && error.instancePath === instancePath)
  return unknown.some(({ params }) => closest(String(params.additionalProperty), fields) !== undefined)
}

/** Values that a discriminating field may have. */
function tagsOf(nodes: readonly SchemaNode[], tag: string): string[] {
  const branches = nodes.flatMap(({ discriminator, oneOf = [] }) => (discriminator ? oneOf : []))
  return branches.map((branch) => String(resolved(branch).properties?.[tag]?.const))
}
