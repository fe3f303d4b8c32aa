import { setMaxListeners } from 'node:events'
import { ORDER } from '../../compiler/backends/kubernetes/order.js'
import { API_VERSION } from '../../schema/crds/definition.js'
import type { FactoryResource } from '../../schema/crds/factory.js'
import { durationMillis } from '../../schema/duration.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'
import { refOf } from '../platforms/kubernetes/object-id.js'
import { watchKind } from '../platforms/kubernetes/watch/watch-kind.js'
import { ControllerMetrics } from './controller-metrics.js'
import { keyOf } from './dependencies.js'
import { type EngineHost, NO_ENGINE } from './engine-host.js'
import { EventRecorder } from './events.js'
import { FactoryCache } from './factory-cache.js'
import { FactoryReconciler } from './factory-reconciler.js'
import type { Follow } from './followed-repository.js'
import { Followers } from './followers.js'
import { LiveRegistry } from './live-registry.js'
import type { Log } from './log.js'
import { readSecret } from './read-secret.js'
import { readyOf } from './status-of.js'
import { WorkQueue } from './work-queue.js'

export interface ControllerOptions {
  readonly objects: Objects
  readonly log: Log
  readonly follow: Follow
  readonly engine?: EngineHost
  /** Factories that are worked on at a time. */
  readonly workers?: number
  /** Only Factories with these labels, so that several controllers share the work. */
  readonly selector?: string
  /** Only Factories of this namespace. */
  readonly namespace?: string
  readonly defaultServiceAccount?: string
  readonly signal: AbortSignal
}

/** Objects that any Factory keeps bear it. */
const KEPT = 'app.kubernetes.io/managed-by=aifactory'
/** A change of health is looked at after so long, since many come together. Milliseconds. */
const HEALTH_MS = 500
/** No list or watch of Factories that worked for so long: something is wrong with us. */
const DEAF_MS = 30 * 60_000

/** Versions of the kinds that the compiler renders. */
const VERSIONS: Readonly<Record<string, string>> = {
  Namespace: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  ServiceAccount: 'v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ConfigMap: 'v1',
  PersistentVolumeClaim: 'v1',
  Service: 'v1',
  Deployment: 'apps/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
}

/** Keeps all Factories of a cluster in force, from when it is started until its signal ends. */
export class Controller {
  readonly metrics: ControllerMetrics
  readonly #options: ControllerOptions
  readonly #cache = new FactoryCache()
  readonly #registry: LiveRegistry
  readonly #followers: Followers
  readonly #queue: WorkQueue
  readonly #reconciler: FactoryReconciler
  readonly #engine: EngineHost
  readonly #watches: Promise<void>[] = []
  #isLeader = false
  #heardAt = Date.now()

  constructor(options: ControllerOptions) {
    this.#options = options
    const { objects, log, workers = 8, defaultServiceAccount } = options
    this.#engine = options.engine ?? NO_ENGINE
    this.#registry = new LiveRegistry({
      drifted: (owner) => this.#queue.add(owner, 'urgent'),
      healthChanged: (owner) => this.#queue.addAfter(owner, HEALTH_MS),
    })
    this.#followers = new Followers({
      moved: (key, changed) => {
        if (this.#reconciler.noteMove(key, changed)) this.#queue.add(key, changed === undefined ? 'routine' : 'urgent')
      },
      availability: (key) => this.#queue.add(key),
      looked: (result) => this.metrics.looked(result),
    })
    this.metrics = new ControllerMetrics({
      queue: () => this.#queue.length,
      busy: () => this.#queue.busy,
      factories: () => this.#countFactories(),
      objects: () => this.#registry.size,
      repositories: () => this.#followers.size,
      leader: () => this.#isLeader,
    })
    const events = new EventRecorder(objects, {
      controller: 'aifactory-controller',
      onError: (error) => log.debug({ error: textOf(error) }, 'an event could not be written'),
    })
    this.#reconciler = new FactoryReconciler({
      objects,
      registry: this.#registry,
      cache: this.#cache,
      followers: this.#followers,
      engine: this.#engine,
      events,
      metrics: this.metrics,
      log,
      follow: (resource) => this.#follow(resource),
      readinessChanged: (key) => this.#addDependents(key),
      defaultServiceAccount,
    })
    this.#queue = new WorkQueue({
      workers,
      work: (key) => this.#reconciler.work(key),
      onError: (key, error) => log.error({ factory: key, error: textOf(error), stack: stackOf(error) }, 'the attempt failed by a bug'),
    })
  }

  /** Why it should be started anew; undefined while it hears what happens. */
  unhealthy(): string | undefined {
    return this.#isLeader && Date.now() - this.#heardAt > DEAF_MS ? 'nothing was heard of the API server for 30 minutes' : undefined
  }

  /** Works until the signal ends, and then until what is under way has ended. */
  async run(): Promise<void> {
    const { signal, log, objects, selector, namespace } = this.#options
    this.#isLeader = true
    // Each watch and each request under way listens to it.
    setMaxListeners(0, signal)
    // What is live is known before anything is compared with it.
    await Promise.all(ORDER.map((kind) => this.#watch(kind)))
    log.info({ kinds: ORDER.length }, 'the cluster is known')
    const handlers = {
      present: (object: unknown) => this.#heard(object as FactoryResource),
      gone: (id: string) => this.#forget(id),
      synced: () => {
        this.#heardAt = Date.now()
      },
      failed: (error: unknown) => this.#watchFailed('Factory', error),
    }
    const selection = { selector, namespace, signal }
    this.#watches.push(watchKind(objects, { apiVersion: API_VERSION, kind: 'Factory' }, handlers, selection))
    await Promise.all(this.#watches)
    this.#followers.close()
    await this.#queue.stop()
    await this.#engine.close()
    this.#isLeader = false
  }

  /** Watches a kind for good; resolves when all there is was told once. */
  #watch(kind: string): Promise<void> {
    const { objects, signal } = this.#options
    return new Promise((resolve) => {
      const handlers = {
        present: (object: Parameters<LiveRegistry['present']>[0]) => this.#registry.present(object),
        gone: (id: string) => this.#registry.gone(id),
        synced: () => resolve(),
        failed: (error: unknown) => this.#watchFailed(kind, error),
      }
      // Namespaces that several share bear no labels of ours.
      const selector = kind === 'Namespace' ? undefined : KEPT
      const of = { apiVersion: VERSIONS[kind] ?? 'v1', kind }
      this.#watches.push(watchKind(objects, of, handlers, { selector, signal }).finally(() => resolve()))
    })
  }

  #watchFailed(kind: string, error: unknown): void {
    this.metrics.watchFailed(kind)
    this.#options.log.warn({ kind, error: textOf(error) }, 'a watch broke, and is made anew')
  }

  #heard(resource: FactoryResource): void {
    this.#heardAt = Date.now()
    const key = keyOf(resource.metadata)
    const change = this.#cache.put(resource)
    if (change === 'new') this.#queue.add(key)
    if (change === 'asked') {
      this.#followers.poke(key)
      this.#queue.add(key, 'urgent')
    }
    if (change !== 'none') this.#addDependents(key)
  }

  #addDependents(key: string): void {
    for (const dependent of this.#cache.dependents(key)) this.#queue.add(dependent)
  }

  #forget(id: string): void {
    const { name, namespace = '' } = refOf(id, API_VERSION).metadata
    const key = keyOf({ name, namespace })
    this.#cache.remove(key)
    this.#queue.forget(key)
    this.#queue.add(key)
  }

  #follow(resource: FactoryResource): void {
    const { metadata, spec } = resource
    const { repository, ref, secretRef, verification } = spec
    const reader = (name: string) => () => readSecret(this.#options.objects, metadata.namespace, name)
    // Credentials are those of a namespace: what one may read another does not see by naming it.
    const scope = secretRef || verification ? metadata.namespace : ''
    const request = { repository, ref: ref ?? {}, scope, secret: secretRef?.name ?? '', verification: verification ?? {} }
    const open = () =>
      this.#options.follow({
        repository,
        ref,
        scope,
        secret: secretRef && { name: secretRef.name, read: reader(secretRef.name) },
        verification: verification && reader(verification.secretRef.name),
      })
    this.#followers.subscribe(keyOf(metadata), request, durationMillis(spec.interval ?? '5m'), open)
  }

  #countFactories(): Record<'ready' | 'not-ready' | 'suspended', number> {
    const counts = { ready: 0, 'not-ready': 0, suspended: 0 }
    for (const { spec, status } of this.#cache.values()) {
      counts[spec.suspend ? 'suspended' : readyOf(status?.conditions)?.status === 'True' ? 'ready' : 'not-ready']++
    }
    return counts
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const stackOf = (error: unknown): string | undefined => (error instanceof Error ? error.stack : undefined)
