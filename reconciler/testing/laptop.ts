import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Factory } from '../../compiler/graph/factory.js'
import type { EngineContext } from '../engine/context.js'
import { Engine } from '../engine/engine.js'
import { Store } from '../store/store.js'
import { START } from './factory-fixture.js'
import { FakeMachine, FakePlatform, type Step } from './fake-platform.js'

/** In memory where there is such a folder: nothing here has to outlive the machine. */
const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A reconciler at work: what is lost when it crashes. */
export interface Reconciler {
  readonly store: Store
  readonly platform: FakePlatform
  readonly engine: Engine
}

/** A machine with a state folder, and a clock that stands still until it is moved. */
export class Laptop {
  readonly machine = new FakeMachine()
  now = START
  readonly #folder = mkdtempSync(join(TEMPORARY, 'aifactory-'))
  readonly #changes: Partial<EngineContext>
  #current: Reconciler | undefined

  constructor(changes: Partial<EngineContext> = {}) {
    this.#changes = changes
  }

  /** The reconciler that runs, or a new one. */
  get reconciler(): Reconciler {
    this.#current ??= this.start((path) => new Store(path))
    return this.#current
  }

  start(open: (path: string) => Store, step?: Step): Reconciler {
    const store = open(join(this.#folder, 'state.db'))
    const platform = new FakePlatform(store, this.machine, step)
    const engine = new Engine({
      store,
      platform,
      reporter: { event: () => {}, progress: () => {}, served: () => {} },
      baseDir: '/project',
      onlineStore: '/project/online.db',
      inferenceLog: (endpoint) => `/project/log/${endpoint}`,
      now: () => this.now,
      horizon: () => ({ needed: this.now, through: this.now }),
      clockOffset: () => 0,
      trainerPlace: async () => undefined,
      secretVariable: ({ name, key }) => `${name}_${key}`,
      emit: (event) => void store.addEvent({ ...event, at: this.now }),
      ...this.#changes,
    })
    this.#current = { store, platform, engine }
    return this.#current
  }

  /** Puts a factory in force and does what is to be done at this moment. */
  async apply(factory: Factory): Promise<void> {
    this.reconciler.engine.apply(factory)
    await this.reconciler.engine.settle()
  }

  /** Lets time pass, in steps, and does what is to be done at each. */
  async pass(millis: number, stepMs: number = millis): Promise<void> {
    for (const end = this.now + millis; this.now < end; ) {
      this.now = Math.min(end, this.now + stepMs)
      await this.reconciler.engine.settle()
    }
  }

  /** Ends the reconciler, as a crash does: nothing more is written. */
  stop(): void {
    this.#current?.store.close()
    this.#current = undefined
  }

  dispose(): void {
    this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
