import type { Report } from '../diagnostics/report.js'
import { remove } from '../fixes/fix.js'
import type { GivenValues } from './given.js'
import { child, type MapNode, type Node } from './node.js'

const REFERENCE = /\$\{var\.([^{}]*)\}/g

/** Names that are used below a map: what has not changed is not looked through again. */
const known = new WeakMap<MapNode, ReadonlySet<string>>()

/**
 * Reports AF4195 for variables that no value of any target uses, nor anything that is given beside the files. Those of a file
 * outside of the factory's folder may be there for others.
 */
export function findUnusedVariables(root: MapNode, given: GivenValues | undefined, report: Report): void {
  const variables = child(child(root, 'spec'), 'variables')
  if (variables?.kind !== 'map' || variables.entries.size === 0) return
  const used = new Set([...namesIn(root), ...referencesIn(textOf(given))])
  for (const [name, { key }] of variables.entries) {
    if (used.has(name) || key.file.path.startsWith('../')) continue
    report.warning('AF4195', `nothing uses the variable ${name}`, key, {
      suggestion: `Write \${var.${name}} where it is meant, or take it out.`,
      fixes: [remove(key, `the variable ${name}`, 'unsafe')],
    })
  }
}

function namesIn(node: Node): ReadonlySet<string> {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? referencesIn(node.value) : NONE
  if (node.kind === 'list') return union(node.items)
  const found = known.get(node) ?? union([...node.entries.values()].map(({ value }) => value))
  known.set(node, found)
  return found
}

const NONE: ReadonlySet<string> = new Set()

function union(nodes: readonly Node[]): ReadonlySet<string> {
  let all: Set<string> | undefined
  for (const node of nodes) for (const name of namesIn(node)) all = (all ?? new Set<string>()).add(name)
  return all ?? NONE
}

function referencesIn(text: string): ReadonlySet<string> {
  return text.includes('${var.') ? new Set([...text.matchAll(REFERENCE)].map(([, name = '']) => name)) : NONE
}

function textOf({ set = [], vars = [], varFiles = [], env = {} }: Partial<GivenValues> = {}): string {
  return [...set, ...vars, ...varFiles.map(({ text }) => text), ...Object.values(env)].join('\n')
}
