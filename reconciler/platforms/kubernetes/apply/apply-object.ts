import type { FieldChange } from '../../../../compiler/graph/changes/field-changes.js'
import { AIFactoryError } from '../../../../schema/diagnostic.js'
import { ApiError } from '../client/api-error.js'
import { FIELD_MANAGER, type Objects } from '../client/objects.js'
import type { LiveObject } from '../live-object.js'
import { idOf, nameOfId, type ObjectRef } from '../object-id.js'
import { changesOf, isManagedBy, otherManagers } from './diff.js'
import { type Owner, ownerOf } from './owner.js'
import { hasPolicy } from './policy.js'
import { isRunningJob } from './prune-plan.js'

export type Outcome = 'unchanged' | 'created' | 'changed' | 'replaced' | 'skipped'

export interface AppliedObject {
  readonly outcome: Outcome
  /** As it is now. */
  readonly live: LiveObject
  readonly changes: readonly FieldChange[]
  /** Managers whose values of our fields were overwritten. */
  readonly takenFrom: readonly string[]
  /** It was there before, made by others: their names. */
  readonly adoptedFrom: readonly string[]
}

export interface ApplyOptions {
  readonly owner: Owner
  /** In whose name it is written. */
  readonly as?: string
  /** Whether objects may be replaced whose change is refused. */
  readonly replace: boolean
  /** Namespaces that were made just now, in which nothing of others can be. */
  readonly freshNamespaces?: ReadonlySet<string>
}

const NONE = { changes: [], takenFrom: [], adoptedFrom: [] } as const

/**
 * Brings one object to what is rendered. A dry run comes first, and where it says that nothing would differ nothing is
 * written: so an object that is as it should be keeps its resourceVersion.
 * @throws AIFactoryError AF8511 to AF8514, ApiError for what the server refuses.
 */
export async function applyObject(
  objects: Objects,
  object: ObjectRef,
  { owner, as, replace, freshNamespaces }: ApplyOptions,
): Promise<AppliedObject> {
  const isNew = object.metadata.namespace !== undefined && freshNamespaces?.has(object.metadata.namespace)
  const live = isNew ? undefined : await objects.get(object, { as })
  if (live === undefined) {
    const made = await objects.apply(object, { force: true, as })
    return { ...NONE, outcome: 'created', live: made.live }
  }
  if (live.metadata.deletionTimestamp !== undefined) throw terminating(object)
  if (hasPolicy('reconcile', 'disabled', live, object as LiveObject)) return { ...NONE, outcome: 'skipped', live }
  if (hasPolicy('apply', 'ifNotPresent', live, object as LiveObject)) return { ...NONE, outcome: 'skipped', live }
  refuseForeign(live, owner)

  const ours = isManagedBy(live, FIELD_MANAGER)
  try {
    const tried = await tryApply(objects, object, { as, refuse: hasPolicy('conflicts', 'refuse', live, object as LiveObject) })
    const changes = changesOf(live, tried.live)
    if (changes.length === 0 && ours) return { ...NONE, outcome: 'unchanged', live }
    const { live: now } = await objects.apply(object, { force: true, as })
    return {
      outcome: 'changed',
      live: now,
      changes,
      takenFrom: tried.conflicts,
      adoptedFrom: ours ? [] : makersOf(live),
    }
  } catch (error) {
    if (!(error instanceof ApiError && error.isImmutable)) throw error
    return replaceObject(objects, object, live, { error, as, replace })
  }
}

/** Those who made an object with nothing in it are not noted by the server. */
function makersOf(live: LiveObject): string[] {
  const names = otherManagers(live, FIELD_MANAGER)
  return names.length > 0 ? names : ['somebody else']
}

async function tryApply(
  objects: Objects,
  object: ObjectRef,
  { as, refuse }: { as?: string; refuse: boolean },
): Promise<{ live: LiveObject; conflicts: string[] }> {
  try {
    const { live } = await objects.apply(object, { dryRun: true, as })
    return { live, conflicts: [] }
  } catch (error) {
    if (!(error instanceof ApiError && error.isFieldConflict)) throw error
    const conflicts = managersIn(error)
    if (refuse) {
      throw new AIFactoryError('AF8512', `${nameOfId(idOf(object))} is also written by ${conflicts.join(' and ')}`, {
        hint: 'Take the fields out of what the other writes, or remove the annotation aifactory.dev/conflicts.',
        cause: error,
      })
    }
    const { live } = await objects.apply(object, { dryRun: true, force: true, as })
    return { live, conflicts }
  }
}

/** Names of other managers with their fields, as the server tells them. */
export function managersIn(error: ApiError): string[] {
  const fields = new Map<string, string[]>()
  for (const { message = '', field = '' } of error.status.details?.causes ?? []) {
    const manager = /conflict with "([^"]+)"/.exec(message)?.[1] ?? 'another manager'
    fields.set(manager, [...(fields.get(manager) ?? []), field])
  }
  return [...fields].map(([manager, names]) => `${manager} (${names.join(', ')})`)
}

/** Two Factories that render the same object would undo each other for ever. */
function refuseForeign(live: LiveObject, owner: Owner): void {
  const other = ownerOf(live)
  if (other === undefined || (other.name === owner.name && other.namespace === owner.namespace)) return
  throw new AIFactoryError('AF8513', `${nameOfId(idOf(live))} is kept by the factory ${other.namespace}/${other.name}`, {
    hint: `Give this factory another name or namespace, or delete the other. If that one is gone, remove the label factories.aifactory.dev/name from the object.`,
  })
}

async function replaceObject(
  objects: Objects,
  object: ObjectRef,
  live: LiveObject,
  { error, as, replace }: { error: ApiError; as?: string; replace: boolean },
): Promise<AppliedObject> {
  const name = nameOfId(idOf(object))
  if (isRunningJob(live)) {
    throw new AIFactoryError('AF8511', `${name} runs, and what changed of it cannot be changed while it does`, {
      hint: 'It is replaced once it has ended. To end it now, delete it by hand.',
      retryable: true,
      cause: error,
    })
  }
  const allowed = replace || hasPolicy('replace', 'allowed', live, object as LiveObject)
  if (!allowed || object.kind === 'PersistentVolumeClaim' || object.kind === 'Namespace') {
    const hint = allowed
      ? 'It holds data and is never replaced by itself: move the data, then delete it.'
      : 'Set force: true in the Factory, or the annotation aifactory.dev/replace: allowed, and it is deleted and made anew.'
    throw new AIFactoryError('AF8511', `${name} cannot be changed: ${error.status.message ?? error.message}`, { hint, cause: error })
  }
  await objects.delete(object, { uid: live.metadata.uid, propagation: 'Background', as })
  const { created, live: now } = await objects.apply(object, { force: true, as })
  if (!created) throw terminating(object)
  return { ...NONE, outcome: 'replaced', live: now }
}

function terminating(object: ObjectRef): AIFactoryError {
  return new AIFactoryError('AF8514', `${nameOfId(idOf(object))} is being deleted`, {
    hint: 'It is made anew once it is gone. If that takes long, look at its finalizers.',
    retryable: true,
  })
}
