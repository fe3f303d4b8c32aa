import { suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { remove } from '../fixes/fix.js'
import type { Given } from './given.js'
import { child, keySpan, type MapNode, type Node, withEntries } from './node.js'
import { mergeOverrides } from './override.js'
import { interpolate, type Variables, variablesOf } from './variables.js'

/** Fields of a target that are about the target itself. */
const OWN = ['default', 'description', 'variables']

/** The names of a file's targets, as written. */
export function targetNames(root: MapNode): string[] {
  const targets = child(child(root, 'spec'), 'targets')
  return targets?.kind === 'map' ? [...targets.entries.keys()] : []
}

/**
 * The target that is meant: the named one, the default one, or the only one; null where there are none. Reports AF3010 for
 * an unknown name, AF3019 where none is named and none is the default, AF4034 for two defaults.
 */
export function chooseTarget(root: MapNode, named: string | undefined, report: Report): string | null | undefined {
  const names = targetNames(root)
  const targets = child(child(root, 'spec'), 'targets')
  if (named !== undefined) {
    if (names.includes(named)) return named
    report.error('AF3010', `there is no target "${named}"`, undefined, {
      suggestion: suggestName(named, names) ?? 'The file has no targets.',
    })
    return undefined
  }
  if (names.length === 0) return null
  const defaults = names.filter((name) => isDefault(child(targets, name)))
  const [first, second] = defaults
  if (second !== undefined) {
    const at = keySpan(root, ['spec', 'targets', second])
    const related = [{ message: 'the other one', at: keySpan(root, ['spec', 'targets', String(first)]) }]
    report.error('AF4034', `two targets are the default: ${first} and ${second}`, at, {
      suggestion: 'Keep default: true on one.',
      related,
      fixes: [remove(keySpan(root, ['spec', 'targets', second, 'default']), `default of ${second}`, 'unsafe')],
    })
  }
  if (first !== undefined) return first
  if (names.length === 1) return names[0] ?? null
  report.error('AF3019', 'no target is the default', keySpan(root, ['spec', 'targets']), {
    suggestion: `Set default: true on one, or choose with --target: ${names.join(', ')}.`,
  })
  return undefined
}

function isDefault(target: Node | undefined): boolean {
  const value = child(target, 'default')
  return value?.kind === 'scalar' && value.value === true
}

/** The file as it is for one target: overrides merged in, then those of the command line, then variables filled in. */
export function forTarget(root: MapNode, target: string | null, given: Given, report: Report): MapNode {
  const spec = child(root, 'spec')
  if (spec?.kind !== 'map') return root
  const chosen = target === null ? undefined : child(child(spec, 'targets'), target)
  const overrides = chosen?.kind === 'map' ? chosen : undefined
  const variables = variablesOf(spec, overrides, given, report)
  let merged = root
  if (overrides !== undefined && target !== null) {
    const changes = only(overrides, (key) => !OWN.includes(key))
    merged = withValue(root, 'spec', mergeOverrides(spec, changes, { layer: { kind: 'target', name: target }, report }))
  }
  for (const override of given.overrides) merged = setOverride(merged, override, report)
  return withVariables(merged, variables, report)
}

/** A change of the command line. Paths in messages begin below spec, as on the command line. */
function setOverride(root: MapNode, override: MapNode, report: Report): MapNode {
  const overriding = { layer: { kind: 'set' }, report } as const
  const below = child(override, 'spec')
  const spec = child(root, 'spec')
  if (below?.kind !== 'map') return mergeOverrides(root, override, overriding)
  return spec?.kind === 'map' ? withValue(root, 'spec', mergeOverrides(spec, below, overriding)) : root
}

function withVariables(root: MapNode, variables: Variables, report: Report): MapNode {
  let filled = root
  const metadata = child(root, 'metadata')
  if (metadata) filled = withValue(filled, 'metadata', interpolate(metadata, variables, report))
  const spec = child(root, 'spec')
  if (spec?.kind !== 'map') return filled
  const used = interpolate(
    only(spec, (key) => !HELD_BACK.includes(key)),
    variables,
    report,
  )
  const held = [...spec.entries].filter(([key]) => HELD_BACK.includes(key))
  return used.kind === 'map' ? withValue(filled, 'spec', withEntries(used, [...held, ...used.entries])) : filled
}

function withValue(node: MapNode, key: string, value: Node): MapNode {
  const entry = node.entries.get(key)
  return entry === undefined ? node : withEntries(node, [...node.entries, [key, { ...entry, value }]])
}

/** References in other targets are filled in when those are compiled, and those in variables by what uses them. */
const HELD_BACK = ['include', 'variables', 'targets']

function only(node: MapNode, keep: (key: string) => boolean): MapNode {
  return withEntries(
    node,
    [...node.entries].filter(([key]) => keep(key)),
  )
}
