import type { KubernetesObject } from '../../../compiler/backends/kubernetes/object.js'
import { compareObjects } from '../../../compiler/backends/kubernetes/order.js'
import { fieldChanges } from '../../../compiler/graph/changes/field-changes.js'
import type { ObjectChange } from '../../../schema/generated/plan.js'

/** An object as the API server gives it. */
export interface LiveObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly ownerReferences?: readonly unknown[]
    readonly annotations?: Readonly<Record<string, string>>
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

/** What the server writes by itself, and what we note of an object's origin: neither says anything about what was asked for. */
const SERVER_FIELDS = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
  'deletionTimestamp',
])
const NOTES = /^(aifactory\.dev\/hash$|kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/)/

/**
 * How the cluster differs from what is rendered: applied is what the server would make of it. Fields that others own are the
 * same on both sides. What is ours by its labels and not rendered is pruned.
 */
export function objectChanges(
  rendered: readonly KubernetesObject[],
  { live, applied, own }: { live: readonly LiveObject[]; applied: readonly LiveObject[]; own: readonly LiveObject[] },
): ObjectChange[] {
  const [known, becomes] = [byId(live), byId(applied)]
  const changes = rendered.flatMap((object): ObjectChange[] => {
    const id = idOf(object)
    const was = known.get(id)
    if (was === undefined) return [{ object: id, kind: 'added', fields: [] }]
    const fields = fieldChanges(withoutServerFields(was), withoutServerFields(becomes.get(id) ?? was))
    return fields.length === 0 ? [] : [{ object: id, kind: 'changed', fields }]
  })
  const ids = new Set(rendered.map(idOf))
  const gone = [...own].filter((object) => !ids.has(idOf(object))).sort((a, b) => compareObjects(a as never, b as never))
  return [...changes, ...gone.map((object): ObjectChange => ({ object: idOf(object), kind: 'removed', fields: [] }))]
}

export const idOf = ({ kind, metadata }: Pick<LiveObject, 'kind'> & { readonly metadata: { readonly name: string } }): string =>
  `${kind}/${metadata.name}`

const byId = (objects: readonly LiveObject[]): Map<string, LiveObject> => new Map(objects.map((object) => [idOf(object), object]))

function withoutServerFields({ status: _status, metadata, ...object }: LiveObject): unknown {
  const { annotations = {}, ...rest } = metadata
  const kept = Object.entries(rest).filter(([name]) => !SERVER_FIELDS.has(name))
  const notes = Object.entries(annotations).filter(([name]) => !NOTES.test(name))
  return { ...object, metadata: { ...Object.fromEntries(kept), ...(notes.length > 0 && { annotations: Object.fromEntries(notes) }) } }
}
