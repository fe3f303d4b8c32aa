import type { Diagnostic as Found } from '../../schema/diagnostic.js'
import type { OpenFactory } from './open-factory.js'

/** Where diagnostics go: all those of a file of a factory at once. */
export type Publish = (factory: OpenFactory, file: string, diagnostics: readonly Found[]) => void

interface State {
  timer: NodeJS.Timeout | undefined
  /** Counts changes, so that what was found before the last one is not shown. */
  changes: number
  files: ReadonlySet<string>
  found: readonly Found[]
}

/** Validates factories once typing rests, and publishes what is found for each of their files. */
export class Publisher {
  readonly #states = new Map<OpenFactory, State>()
  readonly #check: (factory: OpenFactory) => Promise<readonly Found[]>
  readonly #publish: Publish
  readonly #onError: (error: unknown) => void
  readonly restMs: number

  constructor(options: {
    check: (factory: OpenFactory) => Promise<readonly Found[]>
    publish: Publish
    onError: (error: unknown) => void
    restMs: number
  }) {
    this.#check = options.check
    this.#publish = options.publish
    this.#onError = options.onError
    this.restMs = options.restMs
  }

  /** Validates soon, or at once. */
  schedule(factory: OpenFactory, when: 'at rest' | 'now' = 'at rest'): void {
    const state = this.#state(factory)
    state.changes++
    clearTimeout(state.timer)
    state.timer = setTimeout(() => void this.#run(factory, state), when === 'now' ? 0 : this.restMs)
  }

  /** What was found last. */
  found(factory: OpenFactory): readonly Found[] {
    return this.#states.get(factory)?.found ?? []
  }

  /** Takes back what was published. */
  close(factory: OpenFactory): void {
    const state = this.#states.get(factory)
    if (state === undefined) return
    clearTimeout(state.timer)
    state.changes++
    for (const file of state.files) this.#publish(factory, file, [])
    this.#states.delete(factory)
  }

  closeAll(): void {
    for (const { timer } of this.#states.values()) clearTimeout(timer)
    this.#states.clear()
  }

  async #run(factory: OpenFactory, state: State): Promise<void> {
    const before = state.changes
    try {
      const found = await this.#check(factory)
      if (state.changes !== before) return
      const files = new Set([factory.entry, ...found.map(({ file }) => fileOf(factory, file))])
      for (const file of new Set([...state.files, ...files])) {
        this.#publish(
          factory,
          file,
          found.filter((one) => fileOf(factory, one.file) === file),
        )
      }
      state.files = files
      state.found = found
    } catch (error) {
      this.#onError(error)
    }
  }

  #state(factory: OpenFactory): State {
    const state = this.#states.get(factory) ?? { timer: undefined, changes: 0, files: new Set(), found: [] }
    this.#states.set(factory, state)
    return state
  }
}

/** What no file is at fault for is shown in the factory's own. */
function fileOf(factory: OpenFactory, path: string | undefined): string {
  return path === undefined ? factory.entry : factory.fileOf(path)
}
