import { suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { correctKey, correctPart } from '../fixes/fix.js'
import type { Given } from './given.js'
import {
  child,
  type Entry,
  type GivenValue,
  type MapNode,
  type Node,
  type Scalar,
  type ScalarNode,
  type Span,
  type VariableValue,
  withEntries,
} from './node.js'

/** `${var.name}`; `$${var.name}` stands for itself. */
const REFERENCE = /\$?\$\{var\.([^{}]*)\}/g
const WHOLE = /^\$\{var\.([^{}]*)\}$/

/** Values by name, strongest first; none where a variable has been declared without one. */
export type Variables = ReadonlyMap<string, readonly GivenValue[]>

/**
 * The variables of a spec. A value of the command line holds before one of the environment, that before one of a file of
 * values, that before the target's, that before the default. Reports AF3011 for a value of a variable that is not declared.
 */
export function variablesOf(spec: MapNode, target: MapNode | undefined, given: Given, report: Report): Variables {
  const variables = new Map<string, readonly GivenValue[]>()
  for (const [name, { value }] of entriesOf(child(spec, 'variables'))) {
    const node = value.kind === 'map' ? child(value, 'default') : value
    variables.set(name, node?.kind === 'scalar' ? [{ by: 'default', node }] : [])
  }
  for (const [name, { key, value }] of entriesOf(child(target, 'variables'))) {
    const known = variables.get(name)
    if (known === undefined) unknown(name, key, variables, report)
    else if (value.kind === 'scalar') variables.set(name, [{ by: 'target', node: value }, ...known])
  }
  for (const [name, values] of given.variables) {
    const known = variables.get(name)
    if (known !== undefined) variables.set(name, [...values, ...known])
    // The environment is not this project's alone.
    else for (const { key } of values.filter(({ by }) => by !== 'env')) unknown(name, key, variables, report)
  }
  return variables
}

function entriesOf(node: Node | undefined): Iterable<readonly [string, Entry]> {
  return node?.kind === 'map' ? node.entries : []
}

function unknown(name: string, at: Span | undefined, variables: Variables, report: Report): void {
  report.error('AF3011', `there is no variable "${name}"`, at, {
    suggestion: suggestName(name, variables.keys()) ?? 'Declare it in spec.variables.',
    fixes: at ? [correctKey(at, name, variables.keys()) ?? correctPart(nameIn(at, name), name, variables.keys())] : [],
  })
}

/** The name in the reference to it, where there is one. */
function nameIn(at: Span, name: string): Span {
  const offset = at.file.text.slice(at.start, at.end).indexOf(`{var.${name}}`)
  const start = at.start + offset + '{var.'.length
  return offset === -1 ? at : { file: at.file, start, end: start + name.length }
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

/** Maps that were found to use no variable. */
const withoutVariables = new WeakSet<MapNode>()

function fill(node: Node, filling: Filling): Node {
  if (node.kind === 'scalar')
    return typeof node.value === 'string' && node.value.includes('${var.') ? fillScalar(node, node.value, filling) : node
  if (node.kind === 'list') {
    const items = node.items.map((item) => fill(item, filling))
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items }
  }
  if (withoutVariables.has(node)) return node
  let changed = false
  const entries: [string, Entry][] = []
  for (const [name, entry] of node.entries) {
    const value = fill(entry.value, filling)
    changed ||= value !== entry.value
    entries.push([name, value === entry.value ? entry : { ...entry, value }])
  }
  if (changed) return withEntries(node, entries)
  withoutVariables.add(node)
  return node
}

function fillScalar(node: ScalarNode, text: string, filling: Filling): ScalarNode {
  const whole = WHOLE.exec(text)
  const used: VariableValue[] = []
  if (whole) {
    const value = resolve(whole[1] ?? '', node.span, filling, used)
    if (value === undefined) return { ...node, unresolved: true }
    return { ...node, span: spanOf(node.span, used), value, filled: { text, variables: used } }
  }
  let unresolved = false
  const value = text.replace(REFERENCE, (token, name: string) => {
    if (token.startsWith('$$')) return token.slice(1)
    const found = resolve(name, node.span, filling, used)
    unresolved ||= found === undefined
    return String(found)
  })
  return unresolved ? { ...node, unresolved } : { ...node, value, ...(used.length > 0 && { filled: { text, variables: used } }) }
}

/** Where a value that is a variable's is told to be wrong: at the argument, where it came from there, and else where it is used. */
function spanOf(at: Span, [variable]: readonly VariableValue[]): Span {
  const [given] = variable?.given ?? []
  if (given === undefined) return at
  const { by, node } = given
  if (by === 'default' || by === 'target') return { ...at, with: { message: 'its value is given here', at: node.span } }
  return { ...node.span, with: { message: 'used here', at } }
}

/** A variable's value, or undefined where it has been reported that there is none. */
function resolve(name: string, at: Span, { variables, report, open }: Filling, used: VariableValue[]): Scalar | undefined {
  const given = variables.get(name)
  const [strongest] = given ?? []
  if (given === undefined) {
    unknown(name, at, variables, report)
  } else if (open.includes(name)) {
    report.error('AF3018', `variable "${name}" is defined by itself: ${[...open.slice(open.indexOf(name)), name].join(' -> ')}`, at)
  } else if (strongest === undefined) {
    report.error('AF3017', `variable "${name}" has no value`, at, {
      suggestion: `Give it a default, a value in the target, or --var ${name}=VALUE.`,
    })
  } else {
    used.push({ name, given })
    const filled = fill(strongest.node, { variables, report, open: [...open, name] })
    if (filled.kind !== 'scalar' || filled.unresolved) return undefined
    used.push(...(filled.filled?.variables ?? []))
    return filled.value
  }
  return undefined
}
