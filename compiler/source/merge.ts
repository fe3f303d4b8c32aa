import { suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { type Entry, type MapNode, mapNode, type Path } from './node.js'

/** Sections whose entries are named by the user. */
export const COLLECTIONS = ['sources', 'entities', 'featureViews', 'datasets', 'models', 'endpoints', 'monitors'] as const

/** Sections whose fields several files may give parts of. */
const SHARED = ['variables', 'targets', 'pipeline', 'platform']

/** Merges the spec of an included file into that of the one including it. What both define is an error AF3013. */
export function mergeIncluded(base: MapNode, included: MapNode, report: Report, path: Path = []): MapNode {
  const entries = new Map(base.entries)
  for (const [key, entry] of included.entries) {
    const present = entries.get(key)
    if (present === undefined) entries.set(key, entry)
    else if (key === 'include' && path.length === 0) continue
    else entries.set(key, mergeEntry(present, entry, [...path, key], report))
  }
  return mapNode(base.span, entries)
}

function mergeEntry(present: Entry, entry: Entry, path: Path, report: Report): Entry {
  const { value: mine } = present
  const { value: theirs } = entry
  if (path[0] === 'notifications' && mine.kind === 'list' && theirs.kind === 'list') {
    return { key: present.key, value: { kind: 'list', span: mine.span, items: [...mine.items, ...theirs.items] } }
  }
  if (mine.kind === 'map' && theirs.kind === 'map' && (path.length === 1 || SHARED.includes(String(path[0])))) {
    return { key: present.key, value: mergeIncluded(mine, theirs, report, path) }
  }
  report.error('AF3013', `${path.join('.')} is already defined in ${present.key.file.path}`, entry.key, {
    suggestion: 'Define it once; environments change it in targets.',
    related: [{ message: 'first defined here', at: present.key }],
  })
  return present
}

/**
 * Merges a target's overrides into the spec: maps by key, all else replaced. Overriding something that the spec does not
 * name is an error AF3012, since it would otherwise be lost unseen.
 */
export function mergeOverrides(base: MapNode, overrides: MapNode, report: Report, path: Path = []): MapNode {
  const entries = new Map(base.entries)
  for (const [key, entry] of overrides.entries) {
    const present = entries.get(key)
    if (present === undefined && mustExist(path)) {
      const names = [...base.entries.keys()]
      report.error('AF3012', `the override of ${[...path, key].join('.')} matches nothing`, entry.key, {
        suggestion: suggestName(key, names),
      })
    } else if (present?.value.kind === 'map' && entry.value.kind === 'map') {
      entries.set(key, { key: entry.key, value: mergeOverrides(present.value, entry.value, report, [...path, key]) })
    } else if (present === undefined && path.length === 0 && isCollection(key) && entry.value.kind === 'map') {
      mergeOverrides(mapNode(entry.value.span, []), entry.value, report, [key])
    } else {
      entries.set(key, entry)
    }
  }
  return mapNode(base.span, entries)
}

function isCollection(key: string | number | undefined): boolean {
  return COLLECTIONS.some((collection) => collection === key)
}

/** Names of resources and of features; fields may be added, and the schema knows which ones there are. */
function mustExist(path: Path): boolean {
  return (path.length === 1 && isCollection(path[0])) || (path.length === 3 && path[0] === 'featureViews' && path[2] === 'features')
}
