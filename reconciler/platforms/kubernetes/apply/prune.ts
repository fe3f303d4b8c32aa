import { ApiError } from '../client/api-error.js'
import type { Objects } from '../client/objects.js'
import type { Inventory } from '../inventory.js'
import type { LiveObject } from '../live-object.js'
import { idOf, type ObjectId, refOf } from '../object-id.js'
import { type Owner, ownerOf } from './owner.js'
import { isLasting, type PruneInput, type PrunePlan, planPrune } from './prune-plan.js'
import { stagesOf } from './stages.js'

export interface PruneResult extends PrunePlan {
  readonly deleted: readonly ObjectId[]
}

/**
 * Deletes what is in an inventory and no longer wanted, within the safeguards. What another factory has taken over since, and
 * what was made anew by others under the same name, is not ours to delete.
 */
export async function prune(
  objects: Objects,
  unwanted: Inventory,
  { owner, as, kept, ...rules }: Pick<PruneInput, 'limitPercent' | 'confirmed'> & { owner: Owner; as?: string; kept: Inventory },
): Promise<PruneResult> {
  const found = await Promise.all([...unwanted.values()].map(({ id, v }) => objects.get(refOf(id, v), { as })))
  const candidates = found.filter((object): object is LiveObject => object !== undefined && isOurs(object, owner))
  const lasting = [...kept.keys(), ...unwanted.keys()].filter((id) => isLasting(refOf(id, '').kind)).length
  const plan = planPrune({ candidates, lasting, ...rules })
  const deleted = await deleteAll(objects, plan.delete, as)
  return { ...plan, deleted }
}

/** In the order opposite to that of applying, so that nothing loses what it refers to while it is there. */
export async function deleteAll(objects: Objects, doomed: readonly LiveObject[], as?: string): Promise<ObjectId[]> {
  const deleted: ObjectId[] = []
  for (const stage of stagesOf(doomed).reverse()) {
    await Promise.all(
      stage.map(async (object) => {
        try {
          await objects.delete(object, { uid: object.metadata.uid, as })
        } catch (error) {
          // Somebody made another one under this name between the two calls.
          if (!(error instanceof ApiError && error.reason === 'Conflict')) throw error
        }
        deleted.push(idOf(object))
      }),
    )
  }
  return deleted.sort()
}

function isOurs(object: LiveObject, owner: Owner): boolean {
  const other = ownerOf(object)
  return object.kind === 'Namespace' || (other !== undefined && other.name === owner.name && other.namespace === owner.namespace)
}
