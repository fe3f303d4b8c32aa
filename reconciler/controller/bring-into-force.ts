import type { KubernetesObject } from '../../compiler/backends/kubernetes/object.js'
import type { FactoryResource } from '../../schema/crds/factory.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { applyAll } from '../platforms/kubernetes/apply/apply-all.js'
import type { AppliedObject } from '../platforms/kubernetes/apply/apply-object.js'
import { withOwner } from '../platforms/kubernetes/apply/owner.js'
import { CONFIRM_PRUNE } from '../platforms/kubernetes/apply/policy.js'
import { type PruneResult, prune } from '../platforms/kubernetes/apply/prune.js'
import { confirmationOf } from '../platforms/kubernetes/apply/prune-plan.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'
import { entryOf, type Inventory, inventoryOf, union, without } from '../platforms/kubernetes/inventory.js'
import { idOf, nameOfId, type ObjectId } from '../platforms/kubernetes/object-id.js'
import { keyOf } from './dependencies.js'
import type { LiveRegistry } from './live-registry.js'

export interface BringOptions {
  readonly objects: Objects
  readonly registry: LiveRegistry
  readonly resource: FactoryResource
  /** All that is rendered. */
  readonly rendered: readonly KubernetesObject[]
  /** Annotations of the file. */
  readonly annotations: Readonly<Record<string, string>>
  /** Which of it to bring into force; the rest is known to be. */
  readonly only: ReadonlySet<ObjectId> | undefined
  readonly as: string | undefined
  readonly signal: AbortSignal
}

export interface Brought {
  readonly inventory: Inventory
  readonly applied: ReadonlyMap<ObjectId, AppliedObject>
  /** Absent where nothing was to be deleted. */
  readonly pruned?: PruneResult
  /** What could not be done, in plain words; absent where all was. */
  readonly failure?: { readonly message: string; readonly transient: boolean }
}

/** Applies what is rendered, then deletes what no longer is. Where applying fails nothing is deleted. */
export async function bringIntoForce(options: BringOptions): Promise<Brought> {
  const { objects, registry, resource, rendered, only, as, signal } = options
  const { spec, status, metadata } = resource
  const owner = { namespace: metadata.namespace, name: metadata.name }
  const key = keyOf(owner)
  const wanted = rendered.map((object) => withOwner(withoutConfirmation(object), owner))
  const before = union(inventoryOf(registry.owned(key)), inventoryOf(status?.inventory ?? []))
  const todo = only ? wanted.filter((object) => only.has(idOf(object))) : wanted
  const { applied, failures } = await applyAll(objects, todo, { owner, as, replace: spec.force ?? false, signal })
  const settled = new Map([...applied].map(([id, { live }]) => [id, entryOf(live, registry.settle(key, live))] as const))
  // An object that failed may have been written all the same.
  const present = new Map(
    wanted.map((object) => [idOf(object), entryOf(object)] as const).filter(([id]) => before.has(id) || failures.has(id)),
  )
  const kept = union(union(present, new Map([...before].filter(([id]) => present.has(id)))), settled)
  if (failures.size > 0) return { inventory: union(before, kept), applied, failure: failureOf(failures) }

  const ids = new Set(wanted.map(idOf))
  const unwanted = without(before, ids)
  if (unwanted.size === 0 || spec.prune === false) return { inventory: union(spec.prune === false ? new Map() : before, kept), applied }
  for (const id of unwanted.keys()) registry.release(id)
  const confirmed = confirmationOf(options.annotations[CONFIRM_PRUNE])
  const pruned = await prune(objects, unwanted, { owner, as, kept, limitPercent: spec.pruneLimit ?? 50, confirmed })
  const staying = [...pruned.busy, ...pruned.held.map(({ object }) => object)]
  const stays = new Map(staying.map((live) => [idOf(live), entryOf(live, registry.settle(key, live))] as const))
  return { inventory: union(kept, stays), applied, pruned }
}

/** The confirmation is said of the file, not of its objects: writing it into each would change them all. */
function withoutConfirmation(object: KubernetesObject): KubernetesObject {
  const { annotations } = object.metadata
  if (annotations?.[CONFIRM_PRUNE] === undefined) return object
  const { [CONFIRM_PRUNE]: _, ...rest } = annotations
  return { ...object, metadata: { ...object.metadata, annotations: rest } }
}

function failureOf(failures: ReadonlyMap<ObjectId, Error>): NonNullable<Brought['failure']> {
  const texts = [...failures].map(([id, error]) => {
    const { code = '', hint } = error instanceof AIFactoryError ? error : { hint: undefined }
    const text = error.message.includes(nameOfId(id)) ? error.message : `${nameOfId(id)}: ${error.message}`
    return `${code} ${text}${hint ? ` ${hint}` : ''}`.trim()
  })
  const shown = texts.sort().slice(0, 5).join('\n')
  return {
    message: texts.length > 5 ? `${shown}\nand ${texts.length - 5} more` : shown,
    transient: [...failures.values()].some((error) => error instanceof AIFactoryError && error.retryable),
  }
}
