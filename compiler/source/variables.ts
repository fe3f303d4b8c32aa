import { suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { child, type Entry, type MapNode, mapNode, type Node, type Scalar, type ScalarNode, type Span } from './node.js'

/** `${var.name}`; `$${var.name}` stands for itself. */
const REFERENCE = /\$?\$\{var\.([^{}]*)\}/g
const WHOLE = /^\$\{var\.([^{}]*)\}$/

/** Values by name, each with where it was given. */
export type Variables = ReadonlyMap<string, ScalarNode | undefined>

/**
 * The variables of a spec: their defaults, then the target's values, then those of the command line, which are read as YAML
 * scalars would be. Reports AF3011 for a value of a variable that is not declared.
 */
export function variablesOf(spec: MapNode, target: MapNode | undefined, set: Readonly<Record<string, string>>, report: Report): Variables {
  const variables = new Map<string, ScalarNode | undefined>()
  for (const [name, { value }] of entriesOf(child(spec, 'variables'))) {
    const given = value.kind === 'map' ? child(value, 'default') : value
    variables.set(name, given?.kind === 'scalar' ? given : undefined)
  }
  for (const [name, { key, value }] of entriesOf(child(target, 'variables'))) {
    if (!variables.has(name)) unknown(name, key, variables, report)
    else if (value.kind === 'scalar') variables.set(name, value)
  }
  for (const [name, text] of Object.entries(set)) {
    if (!variables.has(name)) unknown(name, undefined, variables, report)
    else variables.set(name, { kind: 'scalar', span: child(child(spec, 'variables'), name)?.span ?? spec.span, value: scalarOf(text) })
  }
  return variables
}

function entriesOf(node: Node | undefined): Iterable<readonly [string, Entry]> {
  return node?.kind === 'map' ? node.entries : []
}

function unknown(name: string, at: Span | undefined, variables: Variables, report: Report): void {
  report.error('AF3011', `there is no variable "${name}"`, at, {
    suggestion: suggestName(name, variables.keys()) ?? 'Declare it in spec.variables.',
  })
}

/** A value given as text, as YAML 1.2 would read it. */
export function scalarOf(text: string): Scalar {
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : text
}

/**
 * Fills variables in. A value that is one reference takes the variable's type; inside other text it becomes text. Variables
 * may use others. Reports AF3011 unknown, AF3017 without a value, AF3018 defined by itself.
 */
export function interpolate(node: Node, variables: Variables, report: Report): Node {
  return fill(node, { variables, report, open: [] })
}

interface Filling {
  readonly variables: Variables
  readonly report: Report
  readonly open: readonly string[]
}

function fill(node: Node, filling: Filling): Node {
  if (node.kind === 'scalar')
    return typeof node.value === 'string' && node.value.includes('${var.') ? fillScalar(node, node.value, filling) : node
  if (node.kind === 'list') {
    const items = node.items.map((item) => fill(item, filling))
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items }
  }
  let changed = false
  const entries: [string, Entry][] = []
  for (const [name, entry] of node.entries) {
    const value = fill(entry.value, filling)
    changed ||= value !== entry.value
    entries.push([name, value === entry.value ? entry : { key: entry.key, value }])
  }
  return changed ? mapNode(node.span, entries) : node
}

function fillScalar(node: ScalarNode, text: string, filling: Filling): ScalarNode {
  const whole = WHOLE.exec(text)
  if (whole) {
    const value = resolve(whole[1] ?? '', node.span, filling)
    return value === undefined ? { ...node, unresolved: true } : { ...node, value }
  }
  let unresolved = false
  const value = text.replace(REFERENCE, (token, name: string) => {
    if (token.startsWith('$$')) return token.slice(1)
    const found = resolve(name, node.span, filling)
    unresolved ||= found === undefined
    return String(found)
  })
  return unresolved ? { ...node, unresolved } : { ...node, value }
}

/** A variable's value, or undefined where it has been reported that there is none. */
function resolve(name: string, at: Span, { variables, report, open }: Filling): Scalar | undefined {
  const variable = variables.get(name)
  if (!variables.has(name)) {
    unknown(name, at, variables, report)
  } else if (open.includes(name)) {
    report.error('AF3018', `variable "${name}" is defined by itself: ${[...open.slice(open.indexOf(name)), name].join(' -> ')}`, at)
  } else if (variable === undefined) {
    report.error('AF3017', `variable "${name}" has no value`, at, {
      suggestion: `Give it a default, a value in the target, or --set ${name}=VALUE.`,
    })
  } else {
    const filled = fill(variable, { variables, report, open: [...open, name] })
    return filled.kind === 'scalar' && !filled.unresolved ? filled.value : undefined
  }
  return undefined
}
