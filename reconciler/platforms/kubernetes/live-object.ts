import { digestOf } from '../../../schema/digest.js'
import type { ObjectRef } from './object-id.js'

/** An object as the API server gives it. */
export interface LiveObject extends ObjectRef {
  readonly metadata: LiveMeta
  readonly [field: string]: unknown
}

export interface LiveMeta {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly ownerReferences?: readonly unknown[]
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly managedFields?: readonly ManagedFields[]
  readonly finalizers?: readonly string[]
  readonly [field: string]: unknown
}

export interface ManagedFields {
  readonly manager?: string
  readonly operation?: 'Apply' | 'Update'
  readonly subresource?: string
  readonly time?: string
}

/** What the server writes by itself: it says nothing about what was asked for. */
const SERVER_FIELDS = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
  'deletionTimestamp',
])
const SERVER_NOTES = /^(kubectl\.kubernetes\.io\/(last-applied-configuration|restartedAt)|deployment\.kubernetes\.io\/)/

/** An object without its status and what the server notes: what somebody asked for, with defaults. */
export function asked({ status: _status, metadata, ...object }: LiveObject, omit: RegExp = SERVER_NOTES): Record<string, unknown> {
  const { annotations = {}, ...rest } = metadata
  const kept = Object.entries(rest).filter(([name]) => !SERVER_FIELDS.has(name))
  const notes = Object.entries(annotations).filter(([name]) => !omit.test(name) && !SERVER_NOTES.test(name))
  return { ...object, metadata: { ...Object.fromEntries(kept), ...(notes.length > 0 && { annotations: Object.fromEntries(notes) }) } }
}

/** Digest of what somebody asked for: the same as long as nobody writes anything but status. 16 hexadecimal digits. */
export function digestOfLive(object: LiveObject): string {
  return digestOf(asked(object)).slice(0, 16)
}
