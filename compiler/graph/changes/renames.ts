import { canonicalJson } from '../../../schema/digest.js'
import type { Written } from './written-resources.js'

/** New ids by old ones, such as dataset/flights by dataset/departures. */
export type Renames = ReadonlyMap<string, string>

/** What a resource is built from comes before it, so that a new name is known where it is referred to. */
const KINDS = ['source', 'view', 'dataset', 'model', 'endpoint', 'monitor'] as const

/**
 * Resources that only got another name: one is gone, and one of the same kind and content has come. Of several that are
 * equal, the first by name belong together.
 */
export function findRenames(before: ReadonlyMap<string, Written>, after: ReadonlyMap<string, Written>): Renames {
  const renames = new Map<string, string>()
  for (const kind of KINDS) {
    const ids = (from: ReadonlyMap<string, Written>, other: ReadonlyMap<string, Written>) =>
      [...from.keys()].filter((id) => id.startsWith(`${kind}/`) && !other.has(id)).sort()
    const come = ids(after, before)
    for (const gone of ids(before, after)) {
      const content = canonicalJson(withNewNames(kind, before.get(gone) ?? {}, renames))
      const found = come.findIndex((id) => canonicalJson(after.get(id)) === content)
      if (found >= 0) renames.set(gone, come.splice(found, 1)[0] ?? '')
    }
  }
  return renames
}

/** A definition that refers to others by the names that they have now. */
export function withNewNames(kind: string, definition: Written, renames: Renames): Written {
  if (renames.size === 0) return definition
  const named = (of: string, name: unknown) => renames.get(`${of}/${name}`)?.slice(of.length + 1) ?? name
  switch (kind) {
    case 'view':
      return { ...definition, source: named('source', definition.source) }
    case 'dataset': {
      const features = (definition.features as readonly string[]).map((reference) => {
        const [view, feature] = reference.split(':')
        return `${named('view', view)}:${feature}`
      })
      return { ...definition, source: named('source', definition.source), features }
    }
    case 'model':
      return { ...definition, dataset: named('dataset', definition.dataset) }
    case 'endpoint': {
      const outcomes = definition.groundTruth as Written | undefined
      return {
        ...definition,
        model: named('model', definition.model),
        ...(outcomes && { groundTruth: { ...outcomes, source: named('source', outcomes.source) } }),
      }
    }
    case 'monitor':
      return { ...definition, endpoint: named('endpoint', definition.endpoint) }
    default:
      return definition
  }
}
