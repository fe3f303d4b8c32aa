import { suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { mergeOverrides } from './merge.js'
import { child, keySpan, type MapNode, mapNode, type Node } from './node.js'
import { interpolate, variablesOf } from './variables.js'

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
    report.error('AF4034', `two targets are the default: ${first} and ${second}`, at, { suggestion: 'Keep default: true on one.', related })
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

/** The file as it is for one target: overrides merged in, variables filled in. */
export function forTarget(root: MapNode, target: string | null, set: Readonly<Record<string, string>>, report: Report): MapNode {
  const spec = child(root, 'spec')
  const written = root.entries.get('spec')
  if (spec?.kind !== 'map' || written === undefined) return root
  const chosen = target === null ? undefined : child(child(spec, 'targets'), target)
  const overrides = chosen?.kind === 'map' ? chosen : undefined
  const variables = variablesOf(spec, overrides, set, report)
  const merged = overrides
    ? mergeOverrides(
        spec,
        only(overrides, (key) => !OWN.includes(key)),
        report,
      )
    : spec
  const filled = interpolate(
    only(merged, (key) => !HELD_BACK.includes(key)),
    variables,
    report,
  )
  const held = [...merged.entries].filter(([key]) => HELD_BACK.includes(key))
  const value = filled.kind === 'map' ? mapNode(filled.span, [...held, ...filled.entries]) : merged
  const metadata = root.entries.get('metadata')
  return mapNode(root.span, [
    ...root.entries,
    ...(metadata ? ([['metadata', { key: metadata.key, value: interpolate(metadata.value, variables, report) }]] as const) : []),
    ['spec', { key: written.key, value }],
  ])
}

/** References in other targets are filled in when those are compiled, and those in variables by what uses them. */
const HELD_BACK = ['include', 'variables', 'targets']

function only(node: MapNode, keep: (key: string) => boolean): MapNode {
  return mapNode(
    node.span,
    [...node.entries].filter(([key]) => keep(key)),
  )
}
