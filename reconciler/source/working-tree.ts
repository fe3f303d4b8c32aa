import { existsSync } from 'node:fs'
import { cp, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { glob } from 'tinyglobby'
import { normalizePath } from '../../compiler/source/relative-path.js'
import { fileDigest } from '../../schema/artifact-store.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
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
    const real = await realpath(join(this.#baseDir, path)).catch(() => undefined)
    if (real === undefined) return undefined
    if (!isInside(real, repositoryOf(await realpath(this.#baseDir)))) {
      throw new AIFactoryError('AF3014', `${path} is outside the repository`, { hint: 'Keep what a factory needs in its repository.' })
    }
    return readFile(real, 'utf8').catch(() => undefined)
  }

  async list(_revision: Revision, folder: string): Promise<readonly string[]> {
    const real = await realpath(join(this.#baseDir, folder)).catch(() => undefined)
    if (real === undefined || !isInside(real, repositoryOf(await realpath(this.#baseDir)))) return []
    const entries = await readdir(real, { withFileTypes: true }).catch(() => [])
    return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : entry.isDirectory() ? [`${entry.name}/`] : []))
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

/** The closest folder at or above that holds a repository, or the folder itself where there is none. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return folder
  }
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`)
}
