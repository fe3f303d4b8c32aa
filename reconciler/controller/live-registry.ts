import type { InventoryEntry } from '../../schema/crds/factory.js'
import { ownerOf } from '../platforms/kubernetes/apply/owner.js'
import { type Health, healthOf } from '../platforms/kubernetes/health.js'
import { digestOfLive, type LiveObject } from '../platforms/kubernetes/live-object.js'
import { idOf, type ObjectId } from '../platforms/kubernetes/object-id.js'

interface Seen {
  readonly digest: string
  /** resourceVersion as a number: it only grows. */
  readonly version: number
  readonly health: Health
  /** The Factory that its labels name, where it was not made by another object. */
  readonly owner: string | undefined
  readonly apiVersion: string
}

interface Expected {
  readonly owner: string
  /** Digest that the object had when it was last as it should be; undefined where that is not known. */
  readonly digest: string | undefined
  readonly version: number
}

export interface LiveRegistryHandlers {
  /** An object of this owner differs from what it was when it was last right. */
  readonly drifted: (owner: string, id: ObjectId) => void
  /** An object of this owner fares otherwise than before. */
  readonly healthChanged: (owner: string, id: ObjectId) => void
}

/**
 * What watches say of the objects that are kept: a digest and how each fares, and beside it what it should be. So it is known
 * without a request whether anything differs, also after a restart.
 */
export class LiveRegistry {
  readonly #handlers: LiveRegistryHandlers
  readonly #seen = new Map<ObjectId, Seen>()
  readonly #expected = new Map<ObjectId, Expected>()

  constructor(handlers: LiveRegistryHandlers) {
    this.#handlers = handlers
  }

  get size(): number {
    return this.#expected.size
  }

  /** What a Factory's status says that it keeps, as at a start. What is known better already stays. */
  recall(owner: string, entries: readonly InventoryEntry[]): void {
    for (const { id, d } of entries) if (!this.#expected.has(id)) this.#expected.set(id, { owner, digest: d, version: 0 })
  }

  /** An object is as it should be; returns its digest. */
  settle(owner: string, live: LiveObject): string {
    const id = idOf(live)
    const seen = seenOf(live)
    this.#expected.set(id, { owner, digest: seen.digest, version: seen.version })
    // What the watch says may be older than the answer to what was written.
    if ((this.#seen.get(id)?.version ?? 0) < seen.version) this.#seen.set(id, seen)
    return seen.digest
  }

  /** An object is no longer kept. */
  release(id: ObjectId): void {
    this.#expected.delete(id)
    this.#seen.delete(id)
  }

  present(live: LiveObject): void {
    const id = idOf(live)
    const expected = this.#expected.get(id)
    const before = this.#seen.get(id)
    const seen = seenOf(live)
    if (before && seen.version < before.version) return
    this.#seen.set(id, seen)
    if (!expected) return
    if (differs(seen, expected)) this.#handlers.drifted(expected.owner, id)
    else if (before?.health.state !== seen.health.state || before.health.message !== seen.health.message)
      this.#handlers.healthChanged(expected.owner, id)
  }

  gone(id: ObjectId): void {
    this.#seen.delete(id)
    const expected = this.#expected.get(id)
    if (expected) this.#handlers.drifted(expected.owner, id)
  }

  /** Which of these objects are not there, or not as they should be, by what was last heard. */
  drift(ids: Iterable<ObjectId>): ObjectId[] {
    const found: ObjectId[] = []
    for (const id of ids) {
      const [seen, expected] = [this.#seen.get(id), this.#expected.get(id)]
      if (!seen || !expected || differs(seen, expected)) found.push(id)
    }
    return found
  }

  /** Objects that bear the name of an owner, whether or not its status knows of them: what a crash may have left behind. */
  owned(owner: string): InventoryEntry[] {
    return [...this.#seen].flatMap(([id, seen]) =>
      seen.owner === owner ? [{ id, v: seen.apiVersion.split('/').at(-1) ?? seen.apiVersion }] : [],
    )
  }

  health(id: ObjectId): Health | undefined {
    return this.#seen.get(id)?.health
  }
}

function seenOf(live: LiveObject): Seen {
  const owner = live.metadata.ownerReferences?.length ? undefined : ownerOf(live)
  return {
    digest: digestOfLive(live),
    version: Number(live.metadata.resourceVersion ?? 0),
    health: healthOf(live),
    owner: owner && `${owner.namespace}/${owner.name}`,
    apiVersion: live.apiVersion,
  }
}

/** What is older than what we wrote says nothing. */
function differs(seen: Seen, { digest, version }: Expected): boolean {
  return seen.digest !== digest && seen.version >= version
}
