import { canonicalJson } from '../../schema/digest.js'
import type { Revision } from '../source/revision-source.js'
import type { FollowedRepository } from './followed-repository.js'

export interface FollowerHandlers {
  /** What the repository has now. changed: paths that differ from the revision before; undefined where all may. */
  readonly moved: (subscriber: string, changed: ReadonlySet<string> | undefined) => void
  /** It could not be read, or can be again. */
  readonly availability: (subscriber: string) => void
  readonly looked: (result: 'new' | 'same' | 'failed', ms: number) => void
}

interface Follower {
  readonly id: string
  repository: FollowedRepository | undefined
  readonly open: () => Promise<FollowedRepository>
  readonly subscribers: Map<string, number>
  revision: Revision | undefined
  error: string | undefined
  failures: number
  timer: NodeJS.Timeout | undefined
  looking: Promise<void> | undefined
  lookAgain: boolean
}

/** A repository that cannot be read is said to be so after so many looks: one that failed says nothing. */
const FAILURES_TO_TELL = 2
const LONGEST_PAUSE_MS = 5 * 60_000

/**
 * Looks at repositories in the background, once for all Factories that name one alike, so that an unreachable one takes no
 * worker's time, and a commit is compared once with the one before it.
 */
export class Followers {
  readonly #handlers: FollowerHandlers
  readonly #byId = new Map<string, Follower>()
  readonly #bySubscriber = new Map<string, Follower>()
  #closed = false

  constructor(handlers: FollowerHandlers) {
    this.#handlers = handlers
  }

  get size(): number {
    return this.#byId.size
  }

  /**
   * Follows a repository for a subscriber, in place of what it followed before.
   * @param request what tells repositories apart.
   */
  subscribe(subscriber: string, request: unknown, intervalMs: number, open: () => Promise<FollowedRepository>): void {
    const id = canonicalJson(request)
    const current = this.#bySubscriber.get(subscriber)
    if (current?.id === id) {
      current.subscribers.set(subscriber, intervalMs)
      return
    }
    this.unsubscribe(subscriber)
    const follower = this.#byId.get(id) ?? this.#begin(id, open)
    follower.subscribers.set(subscriber, intervalMs)
    this.#bySubscriber.set(subscriber, follower)
    if (follower.revision === undefined && follower.error === undefined) this.#look(follower)
  }

  unsubscribe(subscriber: string): void {
    const follower = this.#bySubscriber.get(subscriber)
    this.#bySubscriber.delete(subscriber)
    if (!follower) return
    follower.subscribers.delete(subscriber)
    if (follower.subscribers.size > 0) return
    clearTimeout(follower.timer)
    this.#byId.delete(follower.id)
  }

  /** What a subscriber's repository had at the last look; nothing before the first one has ended. */
  stateOf(subscriber: string): { readonly repository?: FollowedRepository; readonly revision?: Revision; readonly error?: string } {
    const { repository, revision, error, failures = 0 } = this.#bySubscriber.get(subscriber) ?? {}
    return { repository, revision, error: failures >= FAILURES_TO_TELL || revision === undefined ? error : undefined }
  }

  /** Looks now, as when a webhook says that something was pushed or a person asks. */
  poke(subscriber: string): void {
    const follower = this.#bySubscriber.get(subscriber)
    if (follower) this.#look(follower)
  }

  close(): void {
    this.#closed = true
    for (const { timer } of this.#byId.values()) clearTimeout(timer)
  }

  #begin(id: string, open: () => Promise<FollowedRepository>): Follower {
    const follower: Follower = {
      id,
      repository: undefined,
      open,
      subscribers: new Map(),
      revision: undefined,
      error: undefined,
      failures: 0,
      timer: undefined,
      looking: undefined,
      lookAgain: false,
    }
    this.#byId.set(id, follower)
    return follower
  }

  #look(follower: Follower): void {
    if (this.#closed) return
    clearTimeout(follower.timer)
    if (follower.looking) {
      follower.lookAgain = true
      return
    }
    follower.looking = this.#lookOnce(follower).finally(() => {
      follower.looking = undefined
      if (this.#closed || this.#byId.get(follower.id) !== follower) return
      if (follower.lookAgain) {
        follower.lookAgain = false
        this.#look(follower)
      } else {
        follower.timer = setTimeout(() => this.#look(follower), this.#pause(follower))
      }
    })
  }

  async #lookOnce(follower: Follower): Promise<void> {
    const started = performance.now()
    const [before, toldBefore] = [follower.revision, follower.failures >= FAILURES_TO_TELL]
    try {
      follower.repository ??= await follower.open()
      const revision = await follower.repository.look()
      follower.error = undefined
      follower.failures = 0
      if (revision.id !== before?.id) {
        const changed = before && (await follower.repository.changedPaths(before.id, revision.id).catch(() => undefined))
        follower.revision = revision
        for (const subscriber of follower.subscribers.keys()) this.#handlers.moved(subscriber, changed)
      }
      if (toldBefore) for (const subscriber of follower.subscribers.keys()) this.#handlers.availability(subscriber)
      this.#handlers.looked(revision.id === before?.id ? 'same' : 'new', performance.now() - started)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? `${String(error.code)} ` : ''
      follower.error = `${code}${error instanceof Error ? error.message : String(error)}`
      follower.failures++
      this.#handlers.looked('failed', performance.now() - started)
      if (follower.failures === FAILURES_TO_TELL || before === undefined)
        for (const subscriber of follower.subscribers.keys()) this.#handlers.availability(subscriber)
    }
  }

  /** The shortest interval of those who follow it; after failures longer each time, but no longer than needed. */
  #pause({ subscribers, failures }: Follower): number {
    const interval = Math.min(...subscribers.values())
    const pause = failures === 0 ? interval : Math.min(1_000 * 2 ** failures, Math.max(interval, LONGEST_PAUSE_MS))
    return pause * (0.9 + Math.random() * 0.2)
  }
}
