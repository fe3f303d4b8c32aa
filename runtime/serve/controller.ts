import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ServingConfig, ServingStatus } from '../../schema/generated/jobs.js'
import { type OnlineStore, openOnlineStore } from '../features/online-store.js'
import type { FeatureLookup } from './assemble-inputs.js'
import type { BatchTimer } from './batcher.js'
import { checkSuccessor } from './check-config.js'
import { deploy, type Serving } from './deployed.js'
import { isModel, reconcile } from './reconcile.js'
import { ServedVersion } from './served-version.js'
import type { StartWorker } from './worker-thread.js'

/** Longest time in milliseconds for which new values in the online store may go unnoticed. */
const STORE_CHECK_MS = 50
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000

export interface ControllerOptions {
  /** Threads for each version where the configuration does not say. */
  readonly threads: number
  readonly timer: BatchTimer
  readonly startWorker: StartWorker
  /** Port that the server listens on. */
  readonly boundPort: () => number
  readonly ran: (version: number, rows: number) => void
  readonly counted: FeatureLookup['counted']
  readonly log: (message: string, fields: object) => void
  /** Called with each configuration that comes in force. */
  readonly adopted: (config: ServingConfig) => void
}

/**
 * Moves what the server does towards the configuration it was last given: loads versions, waits until those that the route names are
 * ready, puts the configuration in force at once and as a whole, and lets versions that nobody needs finish.
 */
export class Controller {
  serving: Serving | undefined
  /** Why the last configuration is not taken up, or why it is not in force yet. */
  message: string | undefined
  /** The problem of the last configuration that was refused. */
  refusal: AIFactoryError | undefined
  readonly #options: ControllerOptions
  #held: ServedVersion[] = []
  #desired: ServingConfig | undefined
  #storePath: string | undefined
  #retryMs = FIRST_RETRY_MS
  #retrying = false
  #settling = false

  constructor(options: ControllerOptions) {
    this.#options = options
  }

  get versions(): readonly ServedVersion[] {
    return this.#held
  }

  /** Takes a configuration that was checked. One that may not follow the one before it changes nothing but the message. */
  desire(config: ServingConfig): void {
    try {
      if (this.#desired) checkSuccessor(config, this.#desired, this.#options.boundPort())
    } catch (error) {
      this.refuse(error)
      return
    }
    this.message = undefined
    this.#desired = config
    this.#retryMs = FIRST_RETRY_MS
    this.#forgetFailed()
    this.#step()
  }

  /** A configuration that cannot be used: the former one stays. */
  refuse(error: unknown): void {
    this.refusal =
      error instanceof AIFactoryError ? error : new AIFactoryError('AF8110', `the serving configuration cannot be read: ${error}`)
    this.message = `${this.refusal.code}: ${this.refusal.message}`
    this.#options.log('configuration refused', { reason: this.message })
  }

  versionStates(): ServingStatus['versions'] {
    return this.#held.map(({ version, state, requests, error }) => ({ version, state, requests, error }))
  }

  /** Lets all versions finish. */
  async close(): Promise<void> {
    this.#desired = undefined
    for (const version of this.#held) version.drain()
    await Promise.all(this.#held.map(({ ended }) => ended))
    this.serving?.store?.close()
  }

  /** A step's own changes of a version's state do not start another one: it has seen to them. */
  #step(): void {
    if (this.#settling) return
    this.#settling = true
    try {
      this.#reconcile()
    } catch (error) {
      this.message = error instanceof AIFactoryError ? `${error.code}: ${error.message}` : String(error)
      this.#retryLater()
    } finally {
      this.#settling = false
    }
  }

  #reconcile(): void {
    const desired = this.#desired
    if (!desired) return
    const { load, adopt, waiting } = reconcile(desired, this.serving?.config, this.#held)
    for (const model of load) this.#load(model, desired)
    if (adopt) this.#enforce(desired)
    else {
      // Versions of the configuration in force may have come or gone meanwhile.
      if (this.serving) this.#enforce(this.serving.config)
      this.message = this.#waitingMessage(desired, waiting)
    }
    for (const index of reconcile(desired, this.serving?.config, this.#held).drain) this.#held[index]?.drain()
    if (this.#held.some(({ state }) => state === 'failed')) this.#retryLater()
  }

  #load(model: ServingConfig['models'][number], config: ServingConfig): void {
    const { timer, startWorker, threads, ran } = this.#options
    const served: ServedVersion = new ServedVersion({
      ...model,
      threads: config.threads ?? threads,
      limits: config.batching,
      timer,
      startWorker,
      changed: () => {
        const { version, state, error } = served
        this.#options.log('version changed', { version, state, error })
        this.#step()
      },
      ran: (rows) => ran(model.version, rows),
    })
    this.#held.push(served)
    void served.ended.then(() => {
      if (served.state === 'draining') this.#held = this.#held.filter((version) => version !== served)
    })
  }

  #enforce(config: ServingConfig): void {
    const wanted = this.#held.filter((version) => config.models.some((model) => isModel(version, model)))
    const usable = wanted.filter(({ state, manifest }) => manifest && (state === 'ready' || state === 'loading'))
    const deployed = deploy(config, usable)
    const before = this.serving
    const store = this.#openStore(config)
    for (const version of usable) version.limits = config.batching
    this.serving = { config, deployed, store, features: { store, counted: this.#options.counted } }
    // Mirrors of requests answered under the former configuration may still look features up.
    if (before?.store && before.store !== store) this.#options.timer.after(config.timeoutMs + 1000, () => before.store?.close())
    if (before?.config === config) return
    this.message = undefined
    this.#options.adopted(config)
  }

  #openStore(config: ServingConfig): OnlineStore | undefined {
    if (!config.views?.length || !config.onlineStore) {
      this.#storePath = undefined
      return undefined
    }
    if (config.onlineStore === this.#storePath) return this.serving?.store
    const store = openOnlineStore(config.onlineStore, { readonly: true, checkIntervalMs: STORE_CHECK_MS })
    this.#storePath = config.onlineStore
    return store
  }

  #waitingMessage({ generation }: ServingConfig, waiting: readonly number[]): string {
    const failed = this.#held.find(({ version, state }) => waiting.includes(version) && state === 'failed')
    if (failed) return `generation ${generation} waits for version ${failed.version}, which cannot be loaded: ${failed.error}`
    return `generation ${generation} waits for version ${waiting.join(', ')} to load`
  }

  #forgetFailed(): void {
    this.#held = this.#held.filter(({ state }) => state !== 'failed')
  }

  /** What failed may work later: a file that is still being copied, a full disk. */
  #retryLater(): void {
    if (this.#retrying) return
    this.#retrying = true
    this.#options.timer.after(this.#retryMs, () => {
      this.#retrying = false
      this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2)
      this.#forgetFailed()
      this.#step()
    })
  }
}
