import { setTimeout as sleep } from 'node:timers/promises'
import { AIFactoryError } from '../../../../schema/diagnostic.js'
import type { Objects } from '../client/objects.js'
import { healthOf } from '../health.js'
import type { LiveObject } from '../live-object.js'
import { idOf, nameOfId, type ObjectId, type ObjectRef } from '../object-id.js'
import { type AppliedObject, type ApplyOptions, applyObject } from './apply-object.js'
import { stagesOf, WAITED_FOR } from './stages.js'

export interface ApplyAllOptions extends ApplyOptions {
  /** Objects of a stage that are written at a time. */
  readonly parallel?: number
  readonly signal?: AbortSignal
  readonly waitMs?: number
}

export interface ApplyResult {
  readonly applied: ReadonlyMap<ObjectId, AppliedObject>
  /** What could not be written, by object. */
  readonly failures: ReadonlyMap<ObjectId, Error>
}

/**
 * Applies objects stage after stage. What fails in a stage keeps later stages from being begun, since they may need it, but
 * not the rest of its own: one object that is refused holds up no other of its kind.
 */
export async function applyAll(objects: Objects, wanted: readonly ObjectRef[], options: ApplyAllOptions): Promise<ApplyResult> {
  const { parallel = 8, signal, waitMs = 60_000 } = options
  const applied = new Map<ObjectId, AppliedObject>()
  const failures = new Map<ObjectId, Error>()
  const freshNamespaces = new Set<string>()
  for (const stage of stagesOf(wanted)) {
    const queue = [...stage]
    const work = async (): Promise<void> => {
      for (let object = queue.shift(); object !== undefined; object = queue.shift()) {
        signal?.throwIfAborted()
        try {
          const done = await applyObject(objects, object, { ...options, freshNamespaces })
          applied.set(idOf(object), done)
          if (object.kind === 'Namespace' && done.outcome === 'created') freshNamespaces.add(object.metadata.name)
        } catch (error) {
          if (!(error instanceof AIFactoryError)) throw error
          failures.set(idOf(object), error)
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(parallel, queue.length) }, work))
    if (failures.size > 0) break
    await Promise.all(
      stage
        .filter(({ kind }) => WAITED_FOR.has(kind))
        .map((object) => waitUntilCurrent(objects, object, applied.get(idOf(object))?.live, { waitMs, signal })),
    )
  }
  return { applied, failures }
}

async function waitUntilCurrent(
  objects: Objects,
  object: ObjectRef,
  live: LiveObject | undefined,
  { waitMs, signal }: { waitMs: number; signal?: AbortSignal },
): Promise<void> {
  const until = Date.now() + waitMs
  for (let now = live; ; now = await objects.get(object)) {
    const health = now && healthOf(now)
    if (health?.state === 'Current') return
    if (Date.now() > until) {
      throw new AIFactoryError('AF8515', `${nameOfId(idOf(object))} ${health?.message ?? 'is not there'} after ${waitMs / 1000} s`, {
        hint: 'What comes after it needs it. Look at its status and events.',
        retryable: true,
      })
    }
    await sleep(200, undefined, { signal })
  }
}
