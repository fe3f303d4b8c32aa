import type { Factory } from '../../compiler/graph/factory.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { diskFullError } from '../../schema/disk-full.js'
import { carryOut } from '../operate/carry-out.js'
import { takeRequests } from '../operate/inbox.js'
import { suspensionOf } from '../operate/suspension.js'
import type { EngineContext } from './context.js'
import { reconcileEndpoint } from './endpoint-controller.js'
import { reconcileMonitor } from './monitor-controller.js'
import { reconcileTraining } from './training-controller.js'

/** How long an object that failed unexpectedly is left alone, in milliseconds of the system's clock. */
const BACKOFF_MS = [1_000, 5_000, 30_000, 120_000]

interface EngineObject {
  /** kind/name, such as endpoint/api. */
  readonly id: string
  /** Brings it towards its definition. True if anything changed. */
  readonly work: () => Promise<boolean>
}

function objectsOf(context: EngineContext): EngineObject[] {
  const { models, endpoints, monitors } = context.factory
  return [
    ...Object.values(models).map((model) => ({ id: `model/${model.name}`, work: () => reconcileTraining(model, context) })),
    ...Object.values(endpoints).map((endpoint) => ({ id: `endpoint/${endpoint.name}`, work: () => reconcileEndpoint(endpoint, context) })),
    ...Object.values(monitors).map((monitor) => ({ id: `monitor/${monitor.name}`, work: () => reconcileMonitor(monitor, context) })),
  ]
}

/**
 * Brings every object of a factory towards its definition. Each model, endpoint and monitor is worked on apart, so that one
 * that fails or takes long holds up no other; the same object is never worked on twice at once.
 */
export class Engine {
  readonly #shared: Omit<EngineContext, 'factory'>
  #factory: Factory | undefined
  readonly #running = new Map<string, Promise<void>>()
  readonly #failures = new Map<string, { count: number; retryAt: number; message: string }>()
  /** Objects that were being worked on when a pass came by: what they go by may be old. */
  readonly #again = new Set<string>()
  #dirty = false

  constructor(shared: Omit<EngineContext, 'factory'>) {
    this.#shared = shared
  }

  get factory(): Factory | undefined {
    return this.#factory
  }

  /** Puts a factory in force; what is under way for the one before is finished. */
  apply(factory: Factory): void {
    this.#factory = factory
    this.#failures.clear()
    this.#dirty = true
  }

  /** Carries out what people have asked for, and starts work on every object that is neither being worked on nor suspended. */
  pass(): void {
    this.#dirty = false
    const factory = this.#factory
    if (!factory) return
    const context: EngineContext = { ...this.#shared, factory }
    takeRequests(context.store, (request) => carryOut(request, context))
    for (const { id, work } of objectsOf(context)) if (!suspensionOf(context.store, id)) this.#start(id, context, work)
  }

  /**
   * Works until nothing is left to do at this moment of the data's clock, on one object after another in the order of the file: so
   * what happens does not depend on how long jobs take. Throws what ends the work on an object, instead of coming back to it later.
   */
  async settleInOrder(): Promise<void> {
    const factory = this.#factory
    if (!factory) return
    const objects = objectsOf({ ...this.#shared, factory })
    for (let changed = true; changed; ) {
      changed = false
      for (const { work } of objects) if (await work()) changed = true
    }
  }

  /** Works until nothing is left to do at this moment of the data's clock. */
  async settle(): Promise<void> {
    do {
      this.pass()
      while (this.#running.size > 0) {
        await Promise.race(this.#running.values())
        if (this.#dirty) this.pass()
      }
    } while (this.#dirty)
  }

  /** Resolves when something under way has ended, or at once where nothing is. */
  async progress(): Promise<void> {
    if (this.#running.size > 0) await Promise.race(this.#running.values())
  }

  /** Why an object, such as endpoint/api, cannot be brought further at this moment; undefined where it can. */
  failureOf(id: string): string | undefined {
    return this.#failures.get(id)?.message
  }

  get busy(): boolean {
    return this.#running.size > 0
  }

  #start(id: string, context: EngineContext, work: () => Promise<boolean>): void {
    if (this.#running.has(id)) {
      this.#again.add(id)
      return
    }
    const failure = this.#failures.get(id)
    if (failure && Date.now() < failure.retryAt) return
    const promise = work().then(
      (changed) => {
        this.#failures.delete(id)
        if (changed) this.#dirty = true
      },
      (error: unknown) => this.#fail(id, error, context),
    )
    this.#running.set(
      id,
      promise.finally(() => {
        this.#running.delete(id)
        if (this.#again.delete(id)) this.#dirty = true
      }),
    )
  }

  #fail(id: string, thrown: unknown, context: EngineContext): void {
    const error = diskFullError(thrown) ?? thrown
    const code = error instanceof Error && 'code' in error ? `${String(error.code)} ` : ''
    const message = `${code}${error instanceof Error ? error.message : String(error)}`
    const count = (this.#failures.get(id)?.count ?? 0) + 1
    const delay = BACKOFF_MS[Math.min(count, BACKOFF_MS.length) - 1] ?? 0
    this.#failures.set(id, { count, retryAt: Date.now() + delay, message })
    const details = error instanceof AIFactoryError ? [error.detail, error.hint && `hint: ${error.hint}`] : []
    const told = [message, ...details].filter((line) => line !== undefined && line !== '').join('\n')
    const event = { kind: 'reconcile_failed', subject: id, level: 'bad', message: told } as const
    try {
      context.emit(event)
    } catch {
      // Where nothing can be written, as on a full disk, it is shown at least, and tried again like any failure.
      context.reporter.event({ ...event, id: 0, at: context.now() })
    }
  }
}
