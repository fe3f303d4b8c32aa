import type { LiveObject } from '../live-object.js'
import { idOf, type ObjectId } from '../object-id.js'
import { hasPolicy } from './policy.js'

export interface PrunePlan {
  readonly delete: readonly LiveObject[]
  /** Kept by their own annotation: forgotten, not deleted. */
  readonly released: readonly ObjectId[]
  /** Kept, since it is under way; looked at again later. */
  readonly busy: readonly LiveObject[]
  /** Kept until it is confirmed in git. */
  readonly held: readonly { readonly object: LiveObject; readonly why: HeldBecause }[]
}

export type HeldBecause = 'serving' | 'data' | 'limit'

export interface PruneInput {
  /** What is live of the objects that are no longer rendered. */
  readonly candidates: readonly LiveObject[]
  /** How many objects were kept before, without what passes: jobs and their configuration. */
  readonly lasting: number
  /** The most that may go at once, in percent of these. */
  readonly limitPercent: number
  /** Words of the confirmation in git: Kind/name, endpoint/NAME, storage, or * for all. */
  readonly confirmed: readonly string[]
}

/** What one revision replaces by another as a matter of course: named by content, or finished. */
const PASSING = new Set(['Job', 'ConfigMap', 'CronJob'])
const SERVING = new Set(['Deployment', 'StatefulSet', 'Service', 'HTTPRoute'])
/** As few may always go: a percentage of a handful says nothing. */
const ALWAYS_ALLOWED = 2

export const isLasting = (kind: string): boolean => !PASSING.has(kind)

/**
 * What may be deleted of what is no longer in git. What answers requests, what holds data, and more than a share of what is
 * there need a confirmation that was committed; a training that runs is never deleted.
 */
export function planPrune({ candidates, lasting, limitPercent, confirmed }: PruneInput): PrunePlan {
  const released = candidates.filter(isReleased)
  const rest = candidates.filter((object) => !isReleased(object))
  const busy = rest.filter(isRunningJob)
  const idle = rest.filter((object) => !isRunningJob(object))
  const open = idle.filter((object) => !isConfirmed(object, confirmed))
  const tooMany = exceeds(open.filter(({ kind }) => isLasting(kind)).length, lasting, limitPercent)
  const held = open.flatMap((object): { object: LiveObject; why: HeldBecause }[] => {
    const why = reasonToHold(object) ?? (tooMany && isLasting(object.kind) ? 'limit' : undefined)
    return why === undefined ? [] : [{ object, why }]
  })
  const kept = new Set(held.map(({ object }) => object))
  return { delete: idle.filter((object) => !kept.has(object)), released: released.map(idOf), busy, held }
}

function exceeds(count: number, lasting: number, limitPercent: number): boolean {
  return count > ALWAYS_ALLOWED && count * 100 > lasting * limitPercent
}

function isReleased(object: LiveObject): boolean {
  if (hasPolicy('prune', 'disabled', object) || hasPolicy('reconcile', 'disabled', object)) return true
  // A namespace that was only asked to exist holds what others put there.
  return object.kind === 'Namespace' && object.metadata.labels?.['app.kubernetes.io/managed-by'] !== 'aifactory'
}

function reasonToHold({ kind, metadata }: LiveObject): HeldBecause | undefined {
  if (kind === 'PersistentVolumeClaim' || kind === 'Namespace') return 'data'
  if (SERVING.has(kind) && metadata.labels?.['app.kubernetes.io/component'] === 'serve') return 'serving'
  return undefined
}

/** A job that has neither succeeded nor failed, and was not suspended before it began. */
export function isRunningJob({ kind, status }: LiveObject): boolean {
  if (kind !== 'Job') return false
  const { active = 0, conditions = [] } = (status ?? {}) as { active?: number; conditions?: readonly { type: string; status: string }[] }
  if (conditions.some(({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True')) return false
  return active > 0
}

/** Words of the annotation, split at commas and white space. */
export const confirmationOf = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((word) => word !== '')

function isConfirmed({ kind, metadata }: LiveObject, confirmed: readonly string[]): boolean {
  const { 'app.kubernetes.io/component': component, 'app.kubernetes.io/instance': instance } = metadata.labels ?? {}
  const names = ['*', `${kind}/${metadata.name}`]
  if (component === 'serve' && instance !== undefined) names.push(`endpoint/${instance}`)
  if (kind === 'PersistentVolumeClaim' || kind === 'Namespace') names.push('storage')
  return confirmed.some((word) => names.includes(word))
}

/** The word that confirms an object, as it is suggested to people. */
export function confirmationFor({ kind, metadata }: LiveObject): string {
  const { 'app.kubernetes.io/component': component, 'app.kubernetes.io/instance': instance } = metadata.labels ?? {}
  return component === 'serve' && instance !== undefined ? `endpoint/${instance}` : `${kind}/${metadata.name}`
}
