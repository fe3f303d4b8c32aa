import { suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { correct, remove, rewrite } from '../fixes/fix.js'
import { type MapNode, type Node, withEntries } from './node.js'

/** The key by which an override says that it replaces or removes, as in Kubernetes' strategic merge patches. */
export const PATCH = '$patch'

const DIRECTIVES = ['replace', 'delete'] as const

/** What a map says it does to what it overrides. A directive that does not exist, AF3031, is refused later with its map. */
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
    return 'replace'
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

/** Reports AF3033 for a patch where nothing is overridden, so that it would be taken for data. */
export function refusePatches(node: Node, report: Report): void {
  if (node.kind === 'list') for (const item of node.items) refusePatches(item, report)
  if (node.kind !== 'map') return
  for (const [key, entry] of node.entries) {
    if (key === PATCH) {
      report.error('AF3033', `${PATCH} does nothing here`, entry.key, {
        suggestion: 'It stands in overrides of a target, in a map that is there in the spec. Lists are replaced as a whole.',
        fixes: [remove(entry.key, PATCH, 'unsafe')],
      })
    }
    refusePatches(entry.value, report)
  }
}
