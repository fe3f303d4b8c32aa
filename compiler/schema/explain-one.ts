import type { ErrorObject } from 'ajv'
import { closest, suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { keySpan, type MapNode, nodeAt, type Path, toValue, valueSpan } from '../source/node.js'
import { pathOf } from './check.js'
import { kindOf, shown, typeNames, wantedAt } from './phrases.js'
import { parentPointer, resolved, type SchemaNode, schemaAt } from './schema-document.js'

interface Mistake {
  readonly error: ErrorObject
  readonly errors: readonly ErrorObject[]
  readonly root: MapNode
  readonly path: Path
  /** The field or item that is wrong, as said in messages. */
  readonly name: string
  readonly value: unknown
  readonly report: Report
}

/** Reports one error of the validator. */
export function explainOne(error: ErrorObject, errors: readonly ErrorObject[], root: MapNode, report: Report): void {
  const path = pathOf(error.instancePath)
  const node = nodeAt(root, path)
  const mistake = { error, errors, root, path, name: nameOf(path), value: node && toValue(node), report }
  const known = EXPLANATIONS[error.keyword]
  if (known) known(mistake)
  else report.error('AF2011', `${mistake.name} is not as expected (${error.keyword})`, valueSpan(root, path))
}

function nameOf(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  return /^\d+$/.test(String(last)) && path.length > 1 ? `item ${Number(last) + 1} of ${path.at(-2)}` : String(last)
}

const EXPLANATIONS: Readonly<Record<string, (mistake: Mistake) => void>> = {
  additionalProperties({ error, root, path, report }) {
    const field = String(error.params.additionalProperty)
    const known = Object.keys(schemaAt(parentPointer(error.schemaPath))?.properties ?? {})
    report.error('AF2001', `unknown field "${field}"`, keySpan(root, [...path, field]), { suggestion: suggestName(field, known) })
  },
  required({ error, root, path, name, report }) {
    const field = String(error.params.missingProperty)
    const definition = schemaAt(parentPointer(error.schemaPath))?.properties?.[field]
    const description = definition && resolved(definition).description
    report.error('AF2002', `${name} needs "${field}"`, keySpan(root, path), { suggestion: description && `${field}: ${description}` })
  },
  type({ error, root, path, name, value, report }) {
    const type = error.params.type as string | string[]
    const text = value === null ? `${name} has no value` : `${name} must be ${typeNames(type)}; it is ${kindOf(value)}`
    report.error('AF2003', text, valueSpan(root, path), { suggestion: typeHint([type].flat(), value) })
  },
  enum({ error, root, path, name, value, report }) {
    const allowed = (error.params.allowedValues as unknown[]).map(String)
    const match = closest(String(value), allowed)
    report.error('AF2004', `${name} cannot be ${kindOf(value)}`, valueSpan(root, path), {
      suggestion: match ? `Did you mean "${match}"?` : `Allowed: ${allowed.join(', ')}.`,
    })
  },
  const({ error, root, path, name, value, report }) {
    report.error('AF2004', `${name} cannot be ${kindOf(value)}`, valueSpan(root, path), {
      suggestion: `Write ${shown(error.params.allowedValue)}.`,
    })
  },
  discriminator({ error, errors, root, path, report }) {
    const { tag, tagValue } = error.params as { tag: string; tagValue: unknown }
    const missing = errors.some((other) => other.keyword === 'required' && other.instancePath === error.instancePath)
    if (missing) return
    const allowed = tagsOf(parentPointer(error.schemaPath), tag)
    const match = closest(String(tagValue), allowed)
    report.error('AF2004', `${tag} cannot be ${kindOf(tagValue)}`, valueSpan(root, [...path, tag]), {
      suggestion: match ? `Did you mean "${match}"?` : `Allowed: ${allowed.join(', ')}.`,
    })
  },
  pattern({ error, root, path, name, value, report }) {
    // A bad key is told once, by propertyNames.
    if (error.propertyName !== undefined) return
    report.error('AF2005', `${name} must be ${wantedAt(error.schemaPath)}; it is ${kindOf(value)}`, valueSpan(root, path))
  },
  propertyNames({ error, errors, root, path, report }) {
    const name = String(error.params.propertyName)
    const cause = errors.find((other) => other.propertyName === name && other.instancePath === error.instancePath && other !== error)
    const expected = cause?.keyword === 'maxLength' ? `at most ${cause.params.limit} characters long` : wantedAt(cause?.schemaPath ?? '')
    report.error('AF2005', `the name "${name}" must be ${expected}`, keySpan(root, [...path, name]))
  },
  uniqueItems({ error, root, path, name, report }) {
    const { i, j } = error.params as { i: number; j: number }
    const [first, second] = i < j ? [i, j] : [j, i]
    report.error('AF2008', `${name} lists the same twice`, valueSpan(root, [...path, second]), {
      related: [{ message: 'first listed here', at: valueSpan(root, [...path, first]) }],
    })
  },
  minimum: (mistake) => limit(mistake, 'at least'),
  maximum: (mistake) => limit(mistake, 'at most'),
  exclusiveMinimum: (mistake) => limit(mistake, 'more than'),
  exclusiveMaximum: (mistake) => limit(mistake, 'less than'),
  minLength: (mistake) => size(mistake, 'must not be empty', 'characters'),
  maxLength(mistake) {
    if (mistake.error.propertyName === undefined) size(mistake, '', 'characters')
  },
  minItems: (mistake) => size(mistake, 'must not be empty', 'items'),
  maxItems: (mistake) => size(mistake, '', 'items'),
  minProperties: (mistake) => size(mistake, 'must not be empty', 'fields'),
  maxProperties(mistake) {
    const fields = Object.keys(schemaAt(parentPointer(mistake.error.schemaPath))?.properties ?? {})
    if (mistake.error.params.limit === 1) {
      const { name, root, path, report } = mistake
      report.error('AF2007', `${name} must have exactly one field`, keySpan(root, path), { suggestion: `One of ${fields.join(', ')}.` })
    } else size(mistake, mistake.error.params.limit === 0 ? 'must be empty' : '', 'fields')
  },
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

/** Values that a discriminating field may have. */
function tagsOf(pointer: string, tag: string): string[] {
  const branches: readonly SchemaNode[] = schemaAt(pointer)?.oneOf ?? []
  return branches.map((branch) => String(resolved(branch).properties?.[tag]?.const))
}
