import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../client/api-error.js'
import { pathOf } from '../client/kinds.js'
import type { ListOptions, Objects } from '../client/objects.js'
import type { LiveObject } from '../live-object.js'
import { idOf, type ObjectId } from '../object-id.js'
import { watchLines } from './watch-lines.js'

export interface WatchHandlers {
  /** There is such an object, new or changed or as before. Handlers only note and enqueue: they must not throw or take long. */
  readonly present: (object: LiveObject) => void
  readonly gone: (id: ObjectId) => void
  /** Everything that there is was told once. */
  readonly synced?: () => void
  /** The watch broke, and is made anew. */
  readonly failed?: (error: unknown) => void
}

export interface WatchOptions extends Omit<ListOptions, 'signal'> {
  readonly signal: AbortSignal
  /** Everything is listed anew so often, whatever the watch said. Milliseconds. */
  readonly relistMs?: number
  /** A watch ends by itself after so long, and goes on from where it was. */
  readonly watchMs?: number
}

const BACKOFF_MS = [200, 1_000, 5_000, 15_000, 30_000]
const SILENCE_MS = 30_000

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: LiveObject & { readonly code?: number; readonly message?: string }
}

/**
 * Tells of all objects of a kind until it is stopped. A watch may lose events, end for any reason, or stay open and say nothing;
 * so it is only a way to hear early: every break, and every so often, all is listed anew, and what is no longer there is gone.
 */
export async function watchKind(
  objects: Objects,
  of: { apiVersion: string; kind: string },
  handlers: WatchHandlers,
  { signal, relistMs = 10 * 60_000, watchMs = 4 * 60_000, ...selection }: WatchOptions,
): Promise<void> {
  let known = new Set<ObjectId>()
  for (let failures = 0; !signal.aborted; ) {
    try {
      const seen = new Set<ObjectId>()
      const present = (object: LiveObject): void => {
        seen.add(idOf(object))
        handlers.present(object)
      }
      let version = await objects.list(of, present, { ...selection, signal })
      for (const id of known) if (!seen.has(id)) handlers.gone(id)
      known = seen
      handlers.synced?.()
      const relistAt = Date.now() + relistMs * (0.9 + Math.random() * 0.2)
      while (!signal.aborted && Date.now() < relistAt) {
        version = await follow(objects, of, version, known, handlers, {
          signal,
          watchMs: Math.min(watchMs, relistAt - Date.now()),
          selection,
        })
        failures = 0
      }
    } catch (error) {
      if (signal.aborted) return
      // 410 says that a version is too old to go on from: no failure, and all is listed anew.
      if (error instanceof ApiError && error.httpStatus === 410) continue
      handlers.failed?.(error)
      const wait = BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)] ?? 0
      await sleep(wait * (0.5 + Math.random()), undefined, { signal }).catch(() => {})
    }
  }
}

async function follow(
  objects: Objects,
  of: { apiVersion: string; kind: string },
  from: string,
  known: Set<ObjectId>,
  handlers: WatchHandlers,
  { signal, watchMs, selection }: { signal: AbortSignal; watchMs: number; selection: Omit<ListOptions, 'signal'> },
): Promise<string> {
  const kind = await objects.kinds.find(of)
  const seconds = Math.max(1, Math.ceil(watchMs / 1_000))
  const query = {
    watch: true,
    resourceVersion: from,
    allowWatchBookmarks: true,
    timeoutSeconds: seconds,
    labelSelector: selection.selector,
    fieldSelector: selection.fieldSelector,
  }
  let version = from
  const request = { path: pathOf(kind, { namespace: selection.namespace }), query, signal }
  for await (const line of watchLines(objects.client, request, seconds * 1_000 + SILENCE_MS)) {
    const { type, object } = JSON.parse(line) as WatchEvent
    if (type === 'ERROR') throw new ApiError(object.code ?? 500, { message: object.message }, `watch ${of.kind}`)
    version = object.metadata.resourceVersion ?? version
    if (type === 'BOOKMARK') continue
    const id = idOf(object)
    if (type === 'DELETED') {
      known.delete(id)
      handlers.gone(id)
    } else {
      known.add(id)
      handlers.present(object)
    }
  }
  return version
}
