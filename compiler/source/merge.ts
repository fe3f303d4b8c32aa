import type { Report } from '../diagnostics/report.js'
import { remove } from '../fixes/fix.js'
import { type Entry, type MapNode, type Path, withEntries } from './node.js'

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
  return withEntries(base, entries)
}

function mergeEntry(present: Entry, entry: Entry, path: Path, report: Report): Entry {
  const { value: mine } = present
  const { value: theirs } = entry
  if (path[0] === 'notifications' && mine.kind === 'list' && theirs.kind === 'list') {
    return { key: present.key, value: { ...mine, items: [...mine.items, ...theirs.items] } }
  }
  if (mine.kind === 'map' && theirs.kind === 'map' && (path.length === 1 || SHARED.includes(String(path[0])))) {
    return { key: present.key, value: mergeIncluded(mine, theirs, report, path) }
  }
  report.error('AF3013', `${path.join('.')} is already defined in ${present.key.file.path}`, entry.key, {
    suggestion: 'Define it once; environments change it in targets.',
    related: [{ message: 'first defined here', at: present.key }],
    fixes: [remove(entry.key, 'this definition', 'unsafe')],
  })
  return present
}
