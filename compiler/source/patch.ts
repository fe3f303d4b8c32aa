import { suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { correct, remove, rewrite } from '../fixes/fix.js'
import { type Entry, type MapNode, type Node, withEntries } from './node.js'

/** The key by which an override says that it replaces or removes, as in Kubernetes' strategic merge patches. */
export const PATCH = '$patch'

export const DIRECTIVES = ['replace', 'delete'] as const

/** What a map says it does to what it overrides. One that says something else, AF3031, is merged. */
export function patchOf(node: Node, report: Report): (typeof DIRECTIVES)[number] | undefined {
  const entry = node.kind === 'map' ? node.entries.get(PATCH) : undefined
  if (node.kind !== 'map' || entry === undefined) return undefined
  const { value } = entry
  const directive = DIRECTIVES.find((known) => value.kind === 'scalar' && known === value.value)
  if (directive === undefined) {
    const given = value.kind === 'scalar' ? String(value.value) : ''
    const meant = /^(remove|drop|unset|null)$/.test(given) ? 'Did you mean "delete"?' : suggestName(given, DIRECTIVES)
    report.error('AF3031', `${PATCH} is replace or delete`, value.span, {
      suggestion: meant,
      fixes: [meant?.includes('delete') ? rewrite(value.span, given, 'delete', 'safe') : correct(value.span, given, DIRECTIVES)],
    })
    return undefined
  }
  const [other] = [...node.entries.keys()].filter((key) => key !== PATCH)
  if (directive === 'delete' && other !== undefined) {
    report.error('AF3032', `what is removed cannot have a field "${other}"`, node.entries.get(other)?.key, {
      suggestion: `Leave it out, or write ${PATCH}: replace.`,
      fixes: [rewrite(value.span, 'delete', 'replace', 'unsafe')],
    })
  }
  return directive
}

export function withoutPatch(node: MapNode): MapNode {
  return node.entries.has(PATCH)
    ? withEntries(
        node,
        [...node.entries].filter(([key]) => key !== PATCH),
      )
    : node
}

/**
 * A node without patches where nothing is overridden, so that they are not taken for data: reported as AF3033, and left out,
 * with the whole map where nothing else is in it.
 */
export function refusePatches(node: MapNode, report: Report): MapNode
export function refusePatches(node: Node, report: Report): Node
export function refusePatches(node: Node, report: Report): Node {
  if (node.kind === 'scalar') return node
  if (node.kind === 'list') {
    const items = node.items.flatMap((item) => withoutPatches(item, report) ?? [])
    return items.length === node.items.length && items.every((item, index) => item === node.items[index]) ? node : { ...node, items }
  }
  let changed = false
  const entries: [string, Entry][] = []
  for (const [key, entry] of node.entries) {
    const value = key === PATCH ? undefined : withoutPatches(entry.value, report)
    if (key === PATCH) refuse(entry, report)
    changed ||= value !== entry.value
    if (value !== undefined) entries.push([key, value === entry.value ? entry : { ...entry, value }])
  }
  return changed ? withEntries(node, entries) : node
}

function withoutPatches(node: Node, report: Report): Node | undefined {
  const patch = node.kind === 'map' && node.entries.size === 1 ? node.entries.get(PATCH) : undefined
  if (patch === undefined) return refusePatches(node, report)
  refuse(patch, report)
  return undefined
}

function refuse({ key }: Entry, report: Report): void {
  report.error('AF3033', `${PATCH} does nothing here`, key, {
    suggestion: 'It stands in overrides of a target, in a map that is there in the spec. Lists are replaced as a whole.',
    fixes: [remove(key, PATCH, 'unsafe')],
  })
}
