import type { KubernetesObject } from '../../../compiler/backends/kubernetes/object.js'
import { compareObjects } from '../../../compiler/backends/kubernetes/order.js'
import { fieldChanges } from '../../../compiler/graph/changes/field-changes.js'
import { withoutOwner } from '../../../reconciler/platforms/kubernetes/apply/owner.js'
import { asked, type LiveObject } from '../../../reconciler/platforms/kubernetes/live-object.js'
import type { ObjectChange } from '../../../schema/generated/plan.js'

/** What says where an object came from, and nothing of what was asked for. */
const NOTES = /^aifactory\.dev\/hash$/

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
    const fields = fieldChanges(comparable(was), comparable(becomes.get(id) ?? was))
    return fields.length === 0 ? [] : [{ object: id, kind: 'changed', fields }]
  })
  const ids = new Set(rendered.map(idOf))
  const gone = [...own].filter((object) => !ids.has(idOf(object))).sort((a, b) => compareObjects(a as never, b as never))
  return [...changes, ...gone.map((object): ObjectChange => ({ object: idOf(object), kind: 'removed', fields: [] }))]
}

/** The controller notes whose an object is. */
const comparable = (object: LiveObject): unknown => asked(withoutOwner(object), NOTES)

export const idOf = ({ kind, metadata }: Pick<LiveObject, 'kind'> & { readonly metadata: { readonly name: string } }): string =>
  `${kind}/${metadata.name}`

const byId = (objects: readonly LiveObject[]): Map<string, LiveObject> => new Map(objects.map((object) => [idOf(object), object]))
