import type { FactoryResource } from '../../schema/crds/factory.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
import { durationMillis } from '../../schema/duration.js'
import { otherManagers } from '../platforms/kubernetes/apply/diff.js'
import { FIELD_MANAGER, type Objects } from '../platforms/kubernetes/client/objects.js'
import { corrected, HALF_LIFE_MS, isFight, waitBeforeCorrection } from '../platforms/kubernetes/fight.js'
import { entriesOf } from '../platforms/kubernetes/inventory.js'
import { idOf, nameOfId, type ObjectId } from '../platforms/kubernetes/object-id.js'
import type { Revision } from '../source/revision-source.js'
import { type Brought, bringIntoForce } from './bring-into-force.js'
import { compileFolder, errorText } from './compile-folder.js'
import type { ControllerMetrics } from './controller-metrics.js'
import { keyOf, waitsFor } from './dependencies.js'
import type { EngineHost } from './engine-host.js'
import type { EventRecorder } from './events.js'
import type { FactoryCache } from './factory-cache.js'
import { type FactoryMemory, newMemory } from './factory-memory.js'
import { deleteKept, FINALIZER } from './finalize.js'
import type { FollowedRepository } from './followed-repository.js'
import type { Followers } from './followers.js'
import { heldText } from './held-text.js'
import type { LiveRegistry } from './live-registry.js'
import type { Log } from './log.js'
import type { InForceOutcome, Outcome } from './outcome.js'
import { hookNameOf } from './push-receiver.js'
import { REQUESTED_AT } from './requested-at.js'
import { statusOf, statusPatch } from './status-of.js'
import type { Verdict } from './work-queue.js'

const DEFAULT_TIMEOUT = '10m'
/** A dependency that becomes ready is heard of; this is for what is not. */
const DEPENDENCY_MS = 30_000
/** A job that was replaced while it runs is looked at again. */
const BUSY_MS = 30_000

export interface ReconcilerParts {
  readonly objects: Objects
  readonly registry: LiveRegistry
  readonly cache: FactoryCache
  readonly followers: Followers
  readonly engine: EngineHost
  readonly events: EventRecorder
  readonly metrics: ControllerMetrics
  readonly log: Log
  /** Tells the repository of a Factory. */
  readonly follow: (resource: FactoryResource) => void
  /** A Factory has become ready, or is no longer. */
  readonly readinessChanged: (key: string) => void
  /** The account whose rights are used where a Factory names none; without it, the controller's own. */
  readonly defaultServiceAccount?: string
  readonly now?: () => number
}

type Ready = { readonly revision: Revision; readonly repository: FollowedRepository }

/** Brings one Factory after another into force: depend, fetch, compile, apply, prune, health. */
export class FactoryReconciler {
  readonly #parts: ReconcilerParts
  readonly #now: () => number
  readonly #memory = new Map<string, FactoryMemory>()

  constructor(parts: ReconcilerParts) {
    this.#parts = parts
    this.#now = parts.now ?? Date.now
  }

  /** A repository has moved: whether that can change what a Factory compiles to. */
  noteMove(key: string, changed: ReadonlySet<string> | undefined): boolean {
    const memory = this.#memory.get(key)
    const { revision } = this.#parts.followers.stateOf(key)
    if (!memory?.compiled || changed === undefined || memory.compiled.folder.isAffectedBy(changed)) return true
    memory.verified = revision?.id
    return false
  }

  async work(key: string): Promise<Verdict> {
    const { cache, registry, followers } = this.#parts
    const resource = cache.get(key)
    if (!resource) {
      this.#memory.delete(key)
      followers.unsubscribe(key)
      return { outcome: 'done' }
    }
    const memory = this.#memory.get(key) ?? newMemory()
    this.#memory.set(key, memory)
    registry.recall(key, resource.status?.inventory ?? [])
    if (resource.metadata.deletionTimestamp !== undefined) return this.#finalize(key, resource)
    return this.#attempt(key, resource, memory)
  }

  async #attempt(key: string, resource: FactoryResource, memory: FactoryMemory): Promise<Verdict> {
    const { metrics, log } = this.#parts
    const started = this.#now()
    const outcome = await this.#outcome(key, resource, memory).catch((error: unknown): Outcome => {
      const { revision } = this.#parts.followers.stateOf(key)
      if (!(error instanceof AIFactoryError)) throw error
      memory.whole = true
      return { kind: 'failed', revision, reason: 'Failed', message: `${error.code} ${error.message}`, transient: true }
    })
    // Repositories are looked at in the background; this is heard of when that has ended.
    if (outcome.kind !== 'waiting' || outcome.reason !== 'Fetching') await this.#report(resource, outcome)
    metrics.reconciled(outcome.kind, this.#now() - started)
    const revision = 'revision' in outcome ? outcome.revision?.id : undefined
    log.debug({ factory: key, revision, outcome: outcome.kind, ms: this.#now() - started }, 'reconciled')
    return this.#verdict(resource, outcome, memory)
  }

  #verdict({ spec }: FactoryResource, outcome: Outcome, memory: FactoryMemory): Verdict {
    // What is refused may be allowed later, by a right that is granted, of which nobody tells us.
    if (outcome.kind === 'failed')
      return outcome.transient ? { outcome: 'failed' } : { outcome: 'done', after: durationMillis(spec.interval ?? '5m') }
    if (outcome.kind === 'waiting' && outcome.reason === 'DependencyNotReady') return { outcome: 'done', after: DEPENDENCY_MS }
    if (outcome.kind !== 'in-force') return { outcome: 'done' }
    const now = this.#now()
    const waits = [...memory.heats.values()].map((heat) => heat.at + waitBeforeCorrection(heat, heat.at) - now).filter((wait) => wait > 0)
    if (outcome.fights.length > 0) waits.push(HALF_LIFE_MS)
    if (memory.whole) waits.push(BUSY_MS)
    return { outcome: 'done', ...(waits.length > 0 && { after: Math.min(...waits) }) }
  }

  async #outcome(key: string, resource: FactoryResource, memory: FactoryMemory): Promise<Outcome> {
    const { cache, followers, engine, follow } = this.#parts
    if (resource.spec.suspend) {
      followers.unsubscribe(key)
      memory.whole = true
      memory.engine = undefined
      await engine.stop(resource.metadata)
      return { kind: 'suspended' }
    }
    await this.#addFinalizer(resource)
    follow(resource)
    const waiting = waitsFor(resource, (other) => cache.get(other))
    if (waiting) return { kind: 'waiting', ...waiting }
    const { repository, revision, error } = followers.stateOf(key)
    if (!repository || !revision) {
      return error === undefined
        ? { kind: 'waiting', reason: 'Fetching', message: `looks at ${resource.spec.repository}` }
        : { kind: 'waiting', reason: 'FetchFailed', message: error }
    }
    return this.#compileAndApply(key, resource, memory, { repository, revision })
  }

  async #compileAndApply(key: string, resource: FactoryResource, memory: FactoryMemory, ready: Ready): Promise<Outcome> {
    const { generation = 0 } = resource.metadata
    const { path = '.' } = resource.spec
    const known = memory.compiled
    const isKnown = known?.generation === generation && (known.revision.id === ready.revision.id || memory.verified === ready.revision.id)
    const compiled = isKnown ? known : await this.#compile(resource, memory, ready)
    const { result, diagnostics } = compiled.folder
    if (!result || compiled.digest === undefined)
      return { kind: 'invalid', revision: compiled.revision, message: errorText(diagnostics, path) }
    const rendered = result.objects.filter((object) => !this.#parts.engine.owns(object))

    const { status } = resource
    const requested = resource.metadata.annotations?.[REQUESTED_AT]
    const isAsked = requested !== undefined && requested !== status?.lastHandledReconcileAt
    // A first look after a start knows what the status says; a revision that was put in force before need not be written again.
    const isSame = status?.digest === compiled.digest && status.observedGeneration === generation && !memory.whole && !isAsked
    const todo = isSame ? this.#drifted(rendered.map(idOf), memory) : undefined
    // What was in force before a start still is, though commits that change nothing of it may have come since.
    const revision = isSame && !known ? revisionInForce(status, compiled.revision) : compiled.revision
    memory.compiled = { ...compiled, revision }
    const brought: Brought =
      todo?.length === 0
        ? { inventory: new Map((status?.inventory ?? []).map((entry) => [entry.id, entry])), applied: new Map() }
        : await this.#bring(key, resource, {
            memory,
            rendered,
            only: todo && new Set(todo),
            annotations: result.factory.annotations,
            revision,
          })
    if (brought.failure) {
      memory.whole = true
      const { message, transient } = brought.failure
      return { kind: 'failed', revision, reason: 'ApplyFailed', message, transient, inventory: entriesOf(brought.inventory) }
    }
    if (todo === undefined) {
      memory.held = brought.pruned && heldText(brought.pruned.held)
      memory.whole = (brought.pruned?.busy.length ?? 0) > 0
    }
    await this.#tellEngine(resource, memory, ready, { factory: result.factory, revision })
    return this.#inForce(result.factory, { brought, revision, digest: compiled.digest, memory })
  }

  async #compile(resource: FactoryResource, memory: FactoryMemory, { repository, revision }: Ready) {
    const folder = await compileFolder(repository.folder(resource.spec.path ?? '.'), revision, resource.spec)
    const digest = folder.result && digestOf(folder.result.objects)
    const compiled = { generation: resource.metadata.generation ?? 0, revision, folder, digest }
    memory.compiled = compiled
    memory.verified = revision.id
    return compiled
  }

  /** What watches say differs, without what is left to others for a while since they keep changing it back. */
  #drifted(ids: readonly ObjectId[], { heats }: FactoryMemory): ObjectId[] {
    const now = this.#now()
    return this.#parts.registry.drift(ids).filter((id) => {
      const heat = heats.get(id)
      return heat === undefined || now - heat.at >= waitBeforeCorrection(heat, heat.at)
    })
  }

  async #bring(
    key: string,
    resource: FactoryResource,
    context: Pick<Parameters<typeof bringIntoForce>[0], 'rendered' | 'only' | 'annotations'> & {
      memory: FactoryMemory
      revision: Revision
    },
  ): Promise<Brought> {
    const { objects, registry } = this.#parts
    const { rendered, only, annotations, memory, revision } = context
    const signal = AbortSignal.timeout(durationMillis(resource.spec.timeout ?? DEFAULT_TIMEOUT))
    const brought = await bringIntoForce({
      objects,
      registry,
      resource,
      rendered,
      only,
      annotations,
      as: this.#accountOf(resource),
      signal,
    })
    this.#noteApplied(key, resource, brought, { isCorrection: only !== undefined, memory, revision })
    return brought
  }

  /** Counts and tells what was written; of corrections also who made them needed. */
  #noteApplied(
    key: string,
    resource: FactoryResource,
    { applied, pruned }: Brought,
    { isCorrection, memory, revision }: { isCorrection: boolean; memory: FactoryMemory; revision: Revision },
  ): void {
    const { events, metrics, log } = this.#parts
    const now = this.#now()
    for (const [id, { outcome, changes, takenFrom, adoptedFrom, live }] of applied) {
      if (outcome === 'unchanged' || outcome === 'skipped') continue
      metrics.wrote(outcome)
      const fields = changes.slice(0, 3).map(({ path }) => path)
      const entry = { factory: key, revision: revision.id, object: nameOfId(id), outcome, fields }
      if (adoptedFrom.length > 0)
        events.record(resource, { type: 'Normal', reason: 'Adopted', message: `${nameOfId(id)} was made by ${adoptedFrom.join(', ')}` })
      if (takenFrom.length > 0)
        events.record(resource, {
          type: 'Warning',
          reason: 'TakenBack',
          message: `${nameOfId(id)}: fields were taken back from ${takenFrom.join(', ')}`,
        })
      if (!isCorrection) {
        log.debug(entry, 'applied')
        continue
      }
      metrics.corrected()
      memory.heats.set(id, corrected(memory.heats.get(id), now))
      const by = takenFrom.length > 0 ? takenFrom : otherManagers(live, FIELD_MANAGER)
      log.info({ ...entry, by }, 'drift corrected')
      events.record(resource, {
        type: 'Normal',
        reason: 'DriftCorrected',
        message: `${nameOfId(id)} ${outcome === 'created' ? 'was gone' : `differed in ${fields.join(', ')}`}`,
      })
      if (isFight(memory.heats.get(id), now)) {
        const names = by.length > 0 ? by.join(', ') : 'somebody'
        events.record(resource, {
          type: 'Warning',
          reason: 'Fighting',
          message: `${names} keeps changing ${nameOfId(id)}; corrections wait longer each time`,
        })
      }
    }
    for (const id of pruned?.deleted ?? []) {
      metrics.wrote('deleted')
      log.info({ factory: key, revision: revision.id, object: nameOfId(id) }, 'pruned')
    }
    if (!isCorrection) log.info({ factory: key, revision: revision.id, objects: applied.size }, 'applied')
  }

  #inForce(
    factory: { readonly name: string; readonly target: string | null },
    { brought, revision, digest, memory }: { brought: Brought; revision: Revision; digest: string; memory: FactoryMemory },
  ): InForceOutcome {
    const { registry } = this.#parts
    const now = this.#now()
    const count = (...outcomes: readonly string[]): number =>
      [...brought.applied.values()].filter(({ outcome }) => outcomes.includes(outcome)).length
    for (const [id, heat] of memory.heats) if (!isFight(heat, now) && now - heat.at > 10 * 60_000) memory.heats.delete(id)
    return {
      kind: 'in-force',
      revision,
      digest,
      factory: factory.name,
      target: factory.target,
      inventory: entriesOf(brought.inventory),
      health: [...brought.inventory.keys()].map((id) => ({
        name: nameOfId(id),
        health: registry.health(id) ?? { state: 'InProgress', message: 'was not seen yet' },
      })),
      held: memory.held,
      written: { created: count('created'), changed: count('changed', 'replaced'), deleted: brought.pruned?.deleted.length ?? 0 },
      fights: [...memory.heats].filter(([, heat]) => isFight(heat, now)).map(([id]) => nameOfId(id)),
    }
  }

  async #tellEngine(
    resource: FactoryResource,
    memory: FactoryMemory,
    { repository }: Ready,
    { factory, revision }: { factory: Parameters<EngineHost['start']>[0]['factory']; revision: Revision },
  ): Promise<void> {
    const told = `${revision.id} ${resource.metadata.generation}`
    if (memory.engine === told) return
    await this.#parts.engine.start({ resource, factory, revision, source: repository.folder(resource.spec.path ?? '.') })
    memory.engine = told
  }

  /** Writes what an attempt has come to, unless it says what the status says already. */
  async #report(resource: FactoryResource, outcome: Outcome): Promise<void> {
    const { objects, cache, followers, events } = this.#parts
    const before = resource.status ?? {}
    const after = statusOf(outcome, {
      before,
      generation: resource.metadata.generation ?? 0,
      requestedAt: resource.metadata.annotations?.[REQUESTED_AT],
      webhookPath: resource.spec.webhook && `/hooks/${hookNameOf(keyOf(resource.metadata))}`,
      fetchError: followers.stateOf(keyOf(resource.metadata)).error,
      now: new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    })
    const patch = statusPatch(before, after)
    if (!patch) return
    const written = await objects.merge<FactoryResource>(resource, { status: patch }, { subresource: 'status' })
    if (cache.put(written) === 'readiness') this.#parts.readinessChanged(keyOf(resource.metadata))
    const [was, is] = [before, after].map(({ conditions }) => conditions?.find(({ type }) => type === 'Ready'))
    if (is && (was?.reason !== is.reason || was.message !== is.message) && outcome.kind !== 'waiting')
      events.record(resource, { type: is.status === 'False' ? 'Warning' : 'Normal', reason: is.reason, message: is.message })
  }

  async #addFinalizer(resource: FactoryResource): Promise<void> {
    const { finalizers = [] } = resource.metadata
    if (finalizers.includes(FINALIZER)) return
    const { resourceVersion } = resource.metadata
    await this.#parts.objects.merge(resource, { metadata: { finalizers: [...finalizers, FINALIZER], resourceVersion } })
  }

  async #finalize(key: string, resource: FactoryResource): Promise<Verdict> {
    const { objects, registry, followers, engine, cache, log } = this.#parts
    const { finalizers = [], resourceVersion } = resource.metadata
    followers.unsubscribe(key)
    if (!finalizers.includes(FINALIZER)) return { outcome: 'done' }
    try {
      await engine.stop(resource.metadata)
      const deleted = await deleteKept({ objects, registry, as: this.#accountOf(resource) }, resource)
      log.info({ factory: key, deleted: deleted.length }, 'the factory was deleted')
      const rest = finalizers.filter((name) => name !== FINALIZER)
      await objects.merge(resource, { metadata: { finalizers: rest, resourceVersion } })
      cache.remove(key)
      this.#memory.delete(key)
      return { outcome: 'done' }
    } catch (error) {
      if (!(error instanceof AIFactoryError)) throw error
      log.warn({ factory: key, error: `${error.code} ${error.message}` }, 'the factory cannot be deleted yet')
      return { outcome: 'failed' }
    }
  }

  #accountOf({ metadata, spec }: FactoryResource): string | undefined {
    const name = spec.serviceAccountName ?? this.#parts.defaultServiceAccount
    return name === undefined ? undefined : `system:serviceaccount:${metadata.namespace}:${name}`
  }
}

/** The revision that a status says is in force, of which the history has the message. */
function revisionInForce(status: FactoryResource['status'], otherwise: Revision): Revision {
  const id = status?.revision
  if (id === undefined || id === otherwise.id) return otherwise
  const message = status?.history?.find(({ revision, outcome }) => revision === id && outcome === 'applied')?.message ?? ''
  return { id, message, author: '' }
}
