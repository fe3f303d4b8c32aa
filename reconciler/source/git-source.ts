import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import git from 'isomorphic-git'
import { MAX_FILE_BYTES } from '../../compiler/source/parse.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
import type { Revision, RevisionSource } from './revision-source.js'

/** Reads a local repository with isomorphic-git: what is committed at HEAD, never what lies in the working tree. */
export class GitSource implements RevisionSource {
  readonly #root: string
  readonly #prefix: string
  readonly #cache = {}

  private constructor(root: string, prefix: string) {
    this.#root = root
    this.#prefix = prefix
  }

  /** @throws AIFactoryError AF8010 where the folder is in no repository, AF8011 where nothing was committed yet. */
  static async open(baseDir: string): Promise<GitSource> {
    const folder = fs.realpathSync(resolve(baseDir))
    let root: string
    try {
      root = await git.findRoot({ fs, filepath: folder })
    } catch (cause) {
      throw new AIFactoryError('AF8010', `${baseDir} is not in a git repository`, {
        hint: 'Run: git init && git add . && git commit -m "Start". Or take the files as they lie there with --working-tree.',
        cause,
      })
    }
    const source = new GitSource(root, relative(root, folder).split(sep).join('/'))
    await source.current()
    return source
  }

  async current(): Promise<Revision> {
    let oid: string
    try {
      oid = await git.resolveRef({ fs, dir: this.#root, ref: 'HEAD' })
    } catch (cause) {
      throw new AIFactoryError('AF8011', 'nothing has been committed in this git repository yet', {
        hint: 'Run: git add . && git commit -m "Start".',
        cause,
      })
    }
    const { commit } = await git.readCommit({ fs, dir: this.#root, oid, cache: this.#cache })
    return { id: oid, message: commit.message.split('\n')[0] ?? '', author: commit.author.name }
  }

  async read(revision: Revision, path: string): Promise<string | undefined> {
    const blob = await this.#blob(revision, path)
    if (!blob) return undefined
    if (blob.length > MAX_FILE_BYTES)
      throw new AIFactoryError('AF1003', `${path} is larger than 1 MiB`, { hint: 'Keep data out of the file.' })
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(blob)
    } catch (cause) {
      throw new AIFactoryError('AF1004', `${path} is not UTF-8 text`, { hint: 'Save it as UTF-8.', cause })
    }
  }

  async checkOut(revision: Revision, paths: readonly string[], folder: string): Promise<string> {
    const digests: Record<string, string> = {}
    for (const path of (await Promise.all(paths.map((entry) => this.#filesBelow(revision, entry)))).flat().sort()) {
      const blob = await this.#blob(revision, path)
      if (!blob) continue
      const target = join(folder, path)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, blob)
      digests[path] = createHash('sha256').update(blob).digest('hex')
    }
    return digestOf(digests)
  }

  async isDirty(path: string): Promise<boolean> {
    const [committed, present] = await Promise.all([
      this.read(await this.current(), path),
      readFile(join(this.#root, this.#prefix, path), 'utf8').catch(() => undefined),
    ])
    return present !== committed
  }

  async #blob(revision: Revision, path: string): Promise<Uint8Array | undefined> {
    try {
      return (await git.readBlob({ fs, dir: this.#root, oid: revision.id, filepath: this.#inRepository(path), cache: this.#cache })).blob
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  /** A file itself, or all files below a folder. */
  async #filesBelow(revision: Revision, path: string): Promise<string[]> {
    try {
      const { tree } = await git.readTree({ fs, dir: this.#root, oid: revision.id, filepath: this.#inRepository(path), cache: this.#cache })
      return (await Promise.all(tree.map((entry) => this.#filesBelow(revision, `${path.replace(/\/$/, '')}/${entry.path}`)))).flat()
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ObjectTypeError') return [path]
      if (isMissing(error)) throw new AIFactoryError('AF8012', `${path} is not committed`, { hint: `Run: git add ${path} && git commit.` })
      throw error
    }
  }

  #inRepository(path: string): string {
    return (this.#prefix ? `${this.#prefix}/${path}` : path).replace(/\/$/, '')
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'NotFoundError'
