import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import git from 'isomorphic-git'
import { MAX_FILE_BYTES } from '../../compiler/source/parse.js'
import { normalizePath } from '../../compiler/source/relative-path.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
import { findRepository, headCommit, type Repository } from './repository.js'
import { mergeBase, resolveCommit } from './resolve-commit.js'
import type { Revision, RevisionSource } from './revision-source.js'
import { findEntry, type TreeEntry } from './tree-entry.js'

/** Reads a local repository with isomorphic-git: what is committed, never what lies in the working tree. */
export class GitSource implements RevisionSource {
  readonly #repository: Repository
  readonly #cache = {}

  private constructor(repository: Repository) {
    this.#repository = repository
  }

  /** Reads commits of a repository without a working tree; paths are relative to a folder of it. */
  static bare(gitdir: string, folder: string): GitSource {
    return new GitSource({ root: '', gitdir, headdir: gitdir, prefix: normalizePath(folder) === '.' ? '' : normalizePath(folder) })
  }

  /** @throws AIFactoryError AF8010 where the folder is in no repository, AF8011 where nothing was committed yet. */
  static async open(baseDir: string): Promise<GitSource> {
    const source = new GitSource(await findRepository(baseDir))
    await source.current()
    return source
  }

  async current(): Promise<Revision> {
    const oid = await headCommit(this.#repository)
    if (oid === undefined) {
      throw new AIFactoryError('AF8011', 'nothing has been committed in this git repository yet', {
        hint: 'Run: git add . && git commit -m "Start".',
      })
    }
    return this.at(oid)
  }

  /**
   * The commit that a person names by a branch, a tag, a hash or HEAD~1.
   * @throws AIFactoryError AF8040 where there is no such commit.
   */
  async named(name: string): Promise<Revision> {
    return this.at(await resolveCommit(this.#repository, name))
  }

  /** Where HEAD left the default branch, and that branch's name; undefined where the two have nothing in common. */
  async mergeBase(): Promise<{ revision: Revision; branch: string } | undefined> {
    const found = await mergeBase(this.#repository)
    return found && { revision: await this.at(found.oid), branch: found.branch }
  }

  /** A commit by its full hash. */
  async at(oid: string): Promise<Revision> {
    const { commit } = await git.readCommit({ fs, gitdir: this.#repository.gitdir, oid, cache: this.#cache })
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

  async list(revision: Revision, folder: string): Promise<readonly string[]> {
    if (this.#inRepository(folder).startsWith('..')) return []
    const entry = await this.#entry(revision, folder)
    if (entry?.type !== 'tree') return []
    const { tree } = await git.readTree({ fs, gitdir: this.#repository.gitdir, oid: entry.oid, cache: this.#cache })
    return tree.flatMap(({ path, type }) => (type === 'blob' ? [path] : type === 'tree' ? [`${path}/`] : []))
  }

  async checkOut(revision: Revision, paths: readonly string[], folder: string): Promise<string> {
    const blobs = await this.#blobs(revision, paths)
    for (const [path, blob] of blobs) {
      const target = join(folder, path)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, blob)
    }
    return digestOfFiles(blobs)
  }

  async digest(revision: Revision, paths: readonly string[]): Promise<string> {
    return digestOfFiles(await this.#blobs(revision, paths))
  }

  async isDirty(path: string): Promise<boolean> {
    const [committed, present] = await Promise.all([
      this.read(await this.current(), path),
      readFile(join(this.#repository.root, this.#repository.prefix, path), 'utf8').catch(() => undefined),
    ])
    return present !== committed
  }

  async #blobs(revision: Revision, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>()
    for (const path of (await Promise.all(paths.map((entry) => this.#filesBelow(revision, entry)))).flat().map(normalizePath).sort()) {
      const blob = await this.#blob(revision, path)
      if (blob) found.set(path, blob)
    }
    return found
  }

  async #blob(revision: Revision, path: string): Promise<Uint8Array | undefined> {
    const entry = await this.#entry(revision, path)
    if (entry?.type !== 'blob') return undefined
    return (await git.readBlob({ fs, gitdir: this.#repository.gitdir, oid: entry.oid, cache: this.#cache })).blob
  }

  #entry(revision: Revision, path: string): Promise<TreeEntry | undefined> {
    return findEntry(this.#repository.gitdir, revision.id, this.#inRepository(path), this.#cache)
  }

  /** A file itself, or all files below a folder. */
  async #filesBelow(revision: Revision, path: string): Promise<string[]> {
    const entry = await this.#entry(revision, path)
    if (!entry) throw new AIFactoryError('AF8012', `${path} is not committed`, { hint: `Run: git add ${path} && git commit.` })
    if (entry.type === 'blob') return [path]
    const { tree } = await git.readTree({ fs, gitdir: this.#repository.gitdir, oid: entry.oid, cache: this.#cache })
    const inner = tree.filter(({ type }) => type !== 'commit')
    return (await Promise.all(inner.map((child) => this.#filesBelow(revision, `${path.replace(/\/$/, '')}/${child.path}`)))).flat()
  }

  #inRepository(path: string): string {
    const inside = normalizePath(`${this.#repository.prefix}/${path}`)
    return inside === '.' ? '' : inside
  }
}

function digestOfFiles(blobs: ReadonlyMap<string, Uint8Array>): string {
  const digests = [...blobs].map(([path, blob]) => [path, createHash('sha256').update(blob).digest('hex')] as const)
  return digestOf(Object.fromEntries(digests))
}
