import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KubernetesObject } from '../../compiler/backends/kubernetes/object.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ServingStatus } from '../../schema/generated/jobs.js'
import { Notifier } from '../notify/notifier.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'
import { ClusterFactory } from '../platforms/kubernetes/cluster-factory.js'
import { objectsApi } from '../platforms/kubernetes/objects-api.js'
import { correlation } from '../trace/correlation.js'
import type { Tracer } from '../trace/span.js'
import { keyOf } from './dependencies.js'
import type { EngineHost, InForce } from './engine-host.js'
import type { Log } from './log.js'
import { readSecret } from './read-secret.js'

/** What is rendered for clusters without a control plane: here the engine starts jobs itself, when they are due. */
const OWNED: ReadonlySet<string> = new Set(['validate', 'dataset', 'train', 'evaluate', 'retrain', 'pipeline', 'materialize', 'monitor'])
const OWNED_KINDS: ReadonlySet<string> = new Set(['Job', 'CronJob', 'ConfigMap'])
/** How long a factory that could not be worked on is left alone, in milliseconds. */
const BACKOFF_MS = [1_000, 5_000, 30_000, 120_000]
/** How often everything of a factory is looked at, in milliseconds. */
const PAUSE_MS = 2_000
const ASK_TIMEOUT_MS = 5_000

export interface ClusterEngineOptions {
  readonly objects: Objects
  readonly log: Log
  /** The clock of the data minus that of the system, in milliseconds: for data that is about the past. */
  readonly clockOffset?: number
  /** Whose rights are used where a Factory names no account. */
  readonly defaultServiceAccount?: string
  readonly tracer?: Tracer
}

/** Decides and acts for the factories of a cluster, each in a loop of its own, so that one that fails or waits holds up no other. */
export class ClusterEngine implements EngineHost {
  readonly #options: ClusterEngineOptions
  readonly #loops = new Map<string, FactoryLoop>()

  constructor(options: ClusterEngineOptions) {
    this.#options = options
  }

  owns({ kind, metadata }: KubernetesObject): boolean {
    return OWNED_KINDS.has(kind) && OWNED.has(metadata.labels['app.kubernetes.io/component'] ?? '')
  }

  async start(inForce: InForce): Promise<void> {
    const key = keyOf(inForce.resource.metadata)
    const running = this.#loops.get(key)
    if (running) running.apply(inForce)
    else this.#loops.set(key, new FactoryLoop(inForce, this.#options))
  }

  async stop(metadata: { readonly namespace: string; readonly name: string }): Promise<void> {
    const key = keyOf(metadata)
    const loop = this.#loops.get(key)
    this.#loops.delete(key)
    await loop?.stop()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop()))
    this.#loops.clear()
  }
}

class FactoryLoop {
  readonly #options: ClusterEngineOptions
  readonly #stopped = new AbortController()
  readonly #ended: Promise<void>
  #inForce: InForce
  #applied: InForce | undefined
  readonly #notifier: Notifier
  #failures = 0

  constructor(inForce: InForce, options: ClusterEngineOptions) {
    this.#inForce = inForce
    this.#options = options
    this.#notifier = notifierOf(inForce, options)
    this.#ended = this.#run()
  }

  apply(inForce: InForce): void {
    if (inForce.revision.id !== this.#inForce.revision.id || inForce.factory !== this.#inForce.factory) this.#inForce = inForce
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#ended
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped
    let running: ClusterFactory | undefined
    while (!signal.aborted) {
      try {
        running ??= await this.#open()
        if (this.#applied !== this.#inForce) {
          this.#applied = this.#inForce
          running.apply(this.#inForce.factory, this.#inForce.revision)
        }
        await running.step()
        this.#failures = 0
        await this.#pause(PAUSE_MS)
      } catch (error) {
        if (signal.aborted) break
        this.#tell(error)
        // What is in memory may not be what is kept: it is taken up anew.
        await running?.close().catch(() => {})
        running = undefined
        this.#applied = undefined
        this.#failures++
        await this.#pause(BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length) - 1] ?? PAUSE_MS)
      }
    }
    await running?.close().catch(() => {})
  }

  #open(): Promise<ClusterFactory> {
    const { objects, log, clockOffset = 0, defaultServiceAccount, tracer } = this.#options
    const { resource, factory } = this.#inForce
    const { namespace, name, uid = '' } = resource.metadata
    const account = resource.spec.serviceAccountName ?? defaultServiceAccount
    const { apiVersion, kind } = resource
    const about = keyOf(resource.metadata)
    const told = () => ({ factory: about, trace: correlation(this.#inForce.factory.name, this.#inForce.revision.id).traceId })
    return ClusterFactory.open(factory, {
      api: objectsApi(objects, { as: account === undefined ? undefined : `system:serviceaccount:${namespace}:${account}` }),
      factoryName: name,
      resource: { apiVersion, kind, namespace, name },
      // An owner has to be in the namespace of what it owns.
      ...(factory.platform.namespace === namespace && { owner: { apiVersion, kind, name, uid } }),
      ask: askServer,
      tracer,
      now: Date.now,
      wait: (millis) => sleep(millis),
      clockOffset,
      readFiles: (revision, paths) => this.#files(revision, paths),
      reporter: {
        event: (event) => {
          const { kind, subject, level, message } = event
          log[level === 'bad' || level === 'warn' ? 'warn' : 'info']({ ...told(), event: kind, subject }, message)
          void this.#notifier.tell(event, this.#inForce.factory, this.#inForce.revision)
        },
        progress: ({ kind, subject, state, message }) => log.debug({ ...told(), job: kind, subject, state }, message ?? state),
        served: (endpoint, { status }) => log.debug({ ...told(), endpoint, generation: status.generation }, 'in force'),
      },
    })
  }

  async #files(revision: InForce['revision'], paths: readonly string[]): Promise<{ digest: string; files: Map<string, Uint8Array> }> {
    const folder = await mkdtemp(join(tmpdir(), 'aifactory-code-'))
    try {
      const digest = await this.#inForce.source.checkOut(revision, paths, folder)
      const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      const files = new Map<string, Uint8Array>()
      for (const { parentPath, name } of entries) {
        const path = join(parentPath, name)
        files.set(relative(folder, path).split(sep).join('/'), await readFile(path))
      }
      return { digest, files }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  #pause(millis: number): Promise<void> {
    return sleep(millis, undefined, { signal: this.#stopped.signal }).catch(() => {})
  }

  #tell(error: unknown): void {
    const fields = { factory: keyOf(this.#inForce.resource.metadata), code: error instanceof AIFactoryError ? error.code : undefined }
    const message = error instanceof Error ? error.message : String(error)
    this.#options.log.warn(fields, `${message}; it is taken up again`)
  }
}

async function askServer(address: string, path: string): Promise<ServingStatus | undefined> {
  try {
    const response = await fetch(`${address}${path}`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })
    return response.ok ? ((await response.json()) as ServingStatus) : undefined
  } catch {
    return undefined
  }
}

/** Tells people of events; addresses and tokens are read from Secrets beside the Factory, each time that they are needed. */
function notifierOf({ resource }: InForce, { objects, log }: ClusterEngineOptions): Notifier {
  const { namespace } = resource.metadata
  return new Notifier({
    secretOf: async ({ name, key }) => (await readSecret(objects, namespace, name).catch(() => undefined))?.[key]?.trim() || undefined,
    nameOf: ({ name, key }) => `the key ${key} of the Secret ${namespace}/${name}`,
    onProblem: (message) => log.warn({ factory: keyOf(resource.metadata) }, message),
  })
}
