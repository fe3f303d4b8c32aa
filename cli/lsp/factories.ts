import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ENTRY } from '../disk-files.js'
import { OpenFactory, type OpenText } from './open-factory.js'

/** The factories of a workspace that have a file open, each found by its files. */
export class Factories {
  readonly #openText: OpenText
  readonly #byEntry = new Map<string, OpenFactory>()

  constructor(openText: OpenText) {
    this.#openText = openText
  }

  /** The factory that a file belongs to: its own, or the closest one above that includes it. */
  async of(file: string): Promise<OpenFactory | undefined> {
    if (basename(file) === ENTRY) return this.#factory(file)
    if (!/\.ya?ml$/.test(file)) return undefined
    for (const factory of this.#byEntry.values()) if (factory.has(file)) return factory
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      const entry = join(folder, ENTRY)
      if (existsSync(entry)) {
        const factory = this.#byEntry.get(entry) ?? new OpenFactory(entry, this.#openText)
        if (await includes(factory, file)) return this.#factory(entry, factory)
      }
      if (dirname(folder) === folder || existsSync(join(folder, '.git'))) break
    }
    return isFactory(this.#openText(file) ?? '') ? this.#factory(file) : undefined
  }

  get all(): readonly OpenFactory[] {
    return [...this.#byEntry.values()]
  }

  close(factory: OpenFactory): void {
    this.#byEntry.delete(factory.entry)
  }

  #factory(entry: string, factory = this.#byEntry.get(entry) ?? new OpenFactory(entry, this.#openText)): OpenFactory {
    this.#byEntry.set(entry, factory)
    return factory
  }
}

async function includes(factory: OpenFactory, file: string): Promise<boolean> {
  return (await factory.view()).files.has(factory.pathOf(file))
}

/** Whether a file of another name says that it is a factory. */
function isFactory(text: string): boolean {
  return /^apiVersion: *["']?aifactory\.dev\//m.test(text) && /^kind: *["']?AIFactory\b/m.test(text)
}
