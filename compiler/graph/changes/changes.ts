import { canonicalJson } from '../../../schema/digest.js'
import type { Factory } from '../factory.js'
import { type FieldChange, fieldChanges } from './field-changes.js'
import { findRenames, withNewNames } from './renames.js'
import { writtenResources } from './written-resources.js'

export type { FieldChange } from './field-changes.js'

/** How one resource of a factory differs between two revisions. */
export interface FactoryChange {
  /** kind/name such as model/late-arrival; or factory, pipeline, platform or notifications. */
  readonly id: string
  readonly kind: 'added' | 'changed' | 'removed' | 'renamed'
  /** The id before, where it only got another name. */
  readonly from?: string
  /** Fields of the resolved definition, by path. For what is added or removed, all of them; for a new name, none. */
  readonly fields: readonly FieldChange[]
}

/**
 * What differs, sorted by id, then path. It is told in the words of the file and by meaning: another way to write the same, a
 * default that became explicit or another order of names is no change, and a resource that is only built from one that
 * changed is not itself changed.
 */
export function planChanges(before: Factory | undefined, after: Factory): FactoryChange[] {
  const known = before ? writtenResources(before) : new Map<string, never>()
  const current = writtenResources(after)
  const renames = findRenames(known, current)
  const old = new Map([...known].map(([id, written]) => [renames.get(id) ?? id, withNewNames(kindOf(id), written, renames)]))
  const formerIds = new Map([...renames].map(([from, to]) => [to, from]))
  const ids = [...new Set([...old.keys(), ...current.keys()])].sort()
  return ids.flatMap((id): FactoryChange[] => {
    const from = formerIds.get(id)
    if (from !== undefined) return [{ id, kind: 'renamed', from, fields: [] }]
    // What every factory has is no news with the first one.
    if (before === undefined && !id.includes('/')) return []
    const [was, is] = [old.get(id), current.get(id)]
    if (canonicalJson(was) === canonicalJson(is)) return []
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    return [{ id, kind, fields: fieldChanges(was, is) }]
  })
}

const kindOf = (id: string): string => id.split('/')[0] ?? ''
