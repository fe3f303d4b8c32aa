import { type FieldChange, fieldChanges } from '../../../../compiler/graph/changes/field-changes.js'
import { asked, type LiveObject } from '../live-object.js'

/** How an object would change: the difference between what is there and what a dry run would make of it. */
export function changesOf(live: LiveObject, applied: LiveObject): FieldChange[] {
  return fieldChanges(asked(live), asked(applied))
}

/** Whether our fields are ours by name; what has our values by chance is not, and could not be taken back later. */
export function isManagedBy(live: LiveObject, manager: string): boolean {
  return (live.metadata.managedFields ?? []).some((entry) => entry.manager === manager && entry.operation === 'Apply')
}

/** Who else writes what is asked for of an object, by name. */
export function otherManagers(live: LiveObject, manager: string): string[] {
  const names = (live.metadata.managedFields ?? [])
    .filter((entry) => entry.manager !== manager && entry.subresource === undefined)
    .map((entry) => entry.manager ?? 'unknown')
  return [...new Set(names)].sort()
}
