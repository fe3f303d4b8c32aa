import { cp, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { glob } from 'tinyglobby'
import { normalizePath } from '../../compiler/source/relative-path.js'
import { digestOf } from '../../schema/digest.js'
import { fileDigest } from '../platforms/local/artifacts.js'
import type { Revision, RevisionSource } from './revision-source.js'

/** The files as they lie there, for folders that are in no repository. A revision is the digest of the YAML files. */
export class WorkingTree implements RevisionSource {
  readonly #baseDir: string

  constructor(baseDir: string) {
    this.#baseDir = resolve(baseDir)
  }

  async current(): Promise<Revision> {
    const digests = await this.#digests(['**/*.yaml', '**/*.yml'])
    return { id: `working-tree:${digestOf(digests)}`, message: 'the files as they are', author: '' }
  }

  async read(_revision: Revision, path: string): Promise<string | undefined> {
    return readFile(join(this.#baseDir, path), 'utf8').catch(() => undefined)
  }

  async checkOut(revision: Revision, paths: readonly string[], folder: string): Promise<string> {
    for (const path of paths) await cp(join(this.#baseDir, path), join(folder, path), { recursive: true })
    return this.digest(revision, paths)
  }

  async digest(_revision: Revision, paths: readonly string[]): Promise<string> {
    const patterns = await Promise.all(
      paths.map(normalizePath).map(async (path) => ((await stat(join(this.#baseDir, path))).isDirectory() ? `${path}/**` : path)),
    )
    return digestOf(await this.#digests(patterns))
  }

  async isDirty(): Promise<boolean> {
    return false
  }

  async #digests(patterns: string[]): Promise<Record<string, string>> {
    const files = (await glob(patterns, { cwd: this.#baseDir, ignore: ['**/node_modules/**', '.aifactory/**', '.git/**'] })).sort()
    return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await fileDigest(join(this.#baseDir, file))] as const)))
  }
}
