import type { FactoryResource } from '../../schema/crds/factory.js'
import { type Owner, ownerOf } from '../platforms/kubernetes/apply/owner.js'
import { deleteAll } from '../platforms/kubernetes/apply/prune.js'
import { planPrune } from '../platforms/kubernetes/apply/prune-plan.js'
import { ApiError } from '../platforms/kubernetes/client/api-error.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'
import { inventoryOf, union } from '../platforms/kubernetes/inventory.js'
import type { LiveObject } from '../platforms/kubernetes/live-object.js'
import { type ObjectId, refOf } from '../platforms/kubernetes/object-id.js'
import { keyOf } from './dependencies.js'
import type { LiveRegistry } from './live-registry.js'

export const FINALIZER = 'factories.aifactory.dev/finalizer'

/**
 * Deletes what a Factory keeps, as it goes. Whoever deletes a Factory has said so: nothing needs a confirmation then but the
 * objects' own annotations, and a Factory with `prune: false` leaves everything behind.
 */
export async function deleteKept(
  { objects, registry, as }: { objects: Objects; registry: LiveRegistry; as: string | undefined },
  { metadata, spec, status }: FactoryResource,
): Promise<ObjectId[]> {
  const owner: Owner = { namespace: metadata.namespace, name: metadata.name }
  const inventory = union(inventoryOf(registry.owned(keyOf(owner))), inventoryOf(status?.inventory ?? []))
  for (const id of inventory.keys()) registry.release(id)
  if (spec.prune === false) return []
  const found = await Promise.all([...inventory.values()].map(({ id, v }) => objects.get(refOf(id, v))))
  const ours = found.filter((object): object is LiveObject => {
    const other = object && ownerOf(object)
    return other?.name === owner.name && other.namespace === owner.namespace
  })
  const { delete: doomed, busy } = planPrune({ candidates: ours, lasting: 0, limitPercent: 100, confirmed: ['*'] })
  try {
    return await deleteAll(objects, [...doomed, ...busy], as)
  } catch (error) {
    // Where the account went first, with its namespace, what bears our name is deleted with the rights of the controller.
    if (as === undefined || !(error instanceof ApiError) || (error.httpStatus !== 403 && error.httpStatus !== 401)) throw error
    return deleteAll(objects, [...doomed, ...busy])
  }
}
