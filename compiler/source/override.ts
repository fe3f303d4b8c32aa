import { closest, suggestName } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { correctKey, remove } from '../fixes/fix.js'
import { formatFieldPath } from './field-path.js'
import { COLLECTIONS } from './merge.js'
import type { Entry, Layer, ListNode, MapNode, Path } from './node.js'
import { withEntries } from './node.js'
import { PATCH, patchOf, refusePatches, withoutPatch } from './patch.js'

/** Who overrides, and where problems are told. */
export interface Overriding {
  readonly layer: Layer
  readonly report: Report
}

/**
 * Merges overrides into a document: maps by key, all else replaced. `$patch: replace` takes a map as it is, `$patch: delete`
 * takes out what is there. What an override took the place of stays known. Reports AF3012 for an override of nothing, which
 * would otherwise be lost unseen, AF3030 to AF3033 for patches that cannot be done, AF3034 for an empty value.
 */
export function mergeOverrides(base: MapNode, overrides: MapNode, overriding: Overriding, path: Path = []): MapNode {
  const entries = new Map(base.entries)
  const removed = new Map(base.removed)
  for (const [key, entry] of overrides.entries) {
    if (key === PATCH) continue
    const present = entries.get(key)
    const at = [...path, key]
    if (patchOf(entry.value, overriding.report) === 'delete') {
      if (present === undefined) {
        nothing('AF3030', `there is no ${formatFieldPath(at)} to remove`, { key, entry, base, overriding })
      } else {
        entries.delete(key)
        removed.set(key, { ...entry, layer: overriding.layer, before: present })
      }
      continue
    }
    const merged = present === undefined ? added(entry, at, base, overriding) : overridden(present, entry, at, overriding)
    if (merged !== undefined) entries.set(key, merged)
  }
  const merged = withEntries(base, entries)
  return removed.size === 0 ? merged : { ...merged, removed }
}

/** What stands in place of an entry that is there. */
function overridden(present: Entry, entry: Entry, path: Path, overriding: Overriding): Entry {
  const { layer, report } = overriding
  const { value } = entry
  if (value.kind === 'scalar' && value.value === null && !isFree(path)) {
    report.error('AF3034', `this override of ${formatFieldPath(path)} has no value`, entry.key, {
      suggestion: `Leave it out to keep what is there, or remove that with { ${PATCH}: delete }.`,
      related: [{ message: 'what it would override', at: present.key }],
      fixes: [remove(entry.key, 'the override', 'unsafe')],
    })
    return present
  }
  if (value.kind === 'map' && patchOf(value, report) === undefined) {
    if (present.value.kind === 'map') return { ...present, value: mergeOverrides(present.value, value, overriding, path) }
    if (present.value.kind === 'list' && layer.kind === 'set')
      return { ...present, value: withItems(present.value, value, path, overriding) }
  }
  return { key: entry.key, value: plain(value, overriding), layer, before: present }
}

/** What stands where nothing was. Names must be there already; fields may be added, and the schema knows which ones there are. */
function added(entry: Entry, path: Path, base: MapNode, overriding: Overriding): Entry | undefined {
  const { layer, report } = overriding
  const { value } = entry
  const key = String(path.at(-1))
  const isPatch = value.kind === 'map' && patchOf(value, report) !== undefined
  if (mustExist(path) || isPatch) {
    nothing('AF3012', `the override of ${formatFieldPath(path)} matches nothing`, { key, entry, base, overriding })
    return undefined
  }
  if (value.kind === 'map' && path.length === 1 && isCollection(key)) {
    // A section that is not there has no names that could be overridden.
    mergeOverrides(withEntries(value, []), value, overriding, path)
    return undefined
  }
  return { key: entry.key, value: plain(value, overriding), layer }
}

function plain(value: Entry['value'], { report }: Overriding): Entry['value'] {
  return refusePatches(value.kind === 'map' ? withoutPatch(value) : value, report)
}

/** A list with some of its items overridden. The command line alone can name them: `--set a.b[0].c=x`. */
function withItems(list: ListNode, overrides: MapNode, path: Path, overriding: Overriding): ListNode {
  const items = [...list.items]
  const changed = new Map(list.changed)
  for (const [key, entry] of overrides.entries) {
    const index = /^\d+$/.test(key) ? Number(key) : -1
    const item = items[index]
    if (item === undefined) {
      overriding.report.error('AF3012', `${formatFieldPath(path)} has no item ${key}`, entry.key, {
        suggestion: items.length === 0 ? 'The list is empty.' : `Its items are [0] to [${items.length - 1}].`,
      })
      continue
    }
    const before = changed.get(index) ?? { key: item.span, value: item }
    const after = overridden(before, entry, [...path, index], overriding)
    items[index] = after.value
    changed.set(index, after)
  }
  return { ...list, items, changed }
}

interface Missing {
  readonly key: string
  readonly entry: Entry
  readonly base: MapNode
  readonly overriding: Overriding
}

function nothing(code: 'AF3012' | 'AF3030', message: string, { key, entry, base, overriding }: Missing): void {
  const match = closest(key, base.entries.keys())
  const meant = match === undefined ? undefined : base.entries.get(match)
  overriding.report.error(code, message, entry.key, {
    suggestion: suggestName(key, base.entries.keys()),
    related: meant ? [{ message: `${match} is defined here`, at: meant.key }] : [],
    fixes: [correctKey(entry.key, key, base.entries.keys())],
  })
}

function isCollection(key: string | number | undefined): boolean {
  return COLLECTIONS.some((collection) => collection === key)
}

/** Names of resources and of features. */
function mustExist(path: Path): boolean {
  return (path.length === 2 && isCollection(path[0])) || (path.length === 4 && path[0] === 'featureViews' && path[2] === 'features')
}

/** Parameters of a trainer of one's own, where an empty value may mean something. */
function isFree(path: Path): boolean {
  return path.length >= 5 && path[0] === 'models' && path[2] === 'trainer' && path[3] === 'parameters'
}
