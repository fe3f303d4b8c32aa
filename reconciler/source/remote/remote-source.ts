import { createHash } from 'node:crypto'
import fs from 'node:fs'
import git from 'isomorphic-git'
import { normalizePath } from '../../../compiler/source/relative-path.js'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { GitSource } from '../git-source.js'
import type { Revision, RevisionSource } from '../revision-source.js'
import type { Mirror } from './mirror.js'
import { type Chosen, checkSelector, chooseCommit, type RefSelector } from './ref-selector.js'

export interface RemoteSourceOptions {
  readonly mirror: Mirror
  readonly ref: RefSelector
  /** Folder of the repository that holds aifactory.yaml, with slashes; the top where it is absent. */
  readonly folder?: string
  /** Files and folders, from the top of the repository: only a commit that changes one of them is a new revision. All where absent. */
  readonly paths?: readonly string[]
  /** Looks at a commit before it counts, and gives who has signed it, or throws to refuse it: see verifyCommit. */
  readonly verify?: (gitdir: string, commit: string) => Promise<string>
}

/** What was seen of a repository, to be kept and handed back at the next look: nothing has to be remembered in memory. */
export interface Sighting {
  /** The commit that counts: the newest, or the one before it where nothing of it is under `paths`. */
  readonly revision: Revision
  /** The newest commit. */
  readonly tip: string
  /** The name it was found under. */
  readonly ref?: string
  /** What is under `paths`, as a digest. */
  readonly content: string
  /** Who has signed the newest commit, where that is asked for. */
  readonly signedBy?: string
}

export interface Look {
  readonly seen: Sighting
  /** Whether there is a new revision. */
  readonly isNew: boolean
  /** How the newest commit follows from the one seen before. `rewritten`: somebody has pushed with force. */
  readonly history: 'first' | 'same' | 'forward' | 'rewritten' | 'unknown'
}

/** How much history is brought with a commit that follows another, to tell whether it does follow. */
const HISTORY_DEPTH = 50

/** A folder of a repository elsewhere, at the commit that a branch, tag, range of versions or hash names. */
export class RemoteSource implements RevisionSource {
  readonly #options: RemoteSourceOptions
  #last: Sighting | undefined
  /** Where a revision's files are read, of those whose commit is not here but another with the same files under `paths`. */
  readonly #standIns = new Map<string, string>()
  #reader: GitSource | undefined

  /** @throws AIFactoryError AF8401 for a ref that git would not take, or a folder or path outside of the repository. */
  constructor(options: RemoteSourceOptions) {
    checkSelector(options.ref)
    for (const path of [options.folder ?? '.', ...(options.paths ?? [])]) checkInside(path)
    this.#options = options
  }

  /**
   * Looks at the repository: at its names first, and only where they have changed at what is new. A commit that is refused, or
   * cannot be read, throws and changes nothing.
   * @throws AIFactoryError AF840x as `transferFailure` tells them apart, AF8405 and AF8417 where the ref is gone, and what `verify` throws.
   */
  async look(last: Sighting | undefined = this.#last): Promise<Look> {
    const { mirror, ref, verify } = this.#options
    const chosen = await this.#choose(last)
    if (last && chosen.commit === last.tip && this.#last?.tip === last.tip) return { seen: last, isNew: false, history: 'same' }
    const depth = last && last.tip !== chosen.commit && !('commit' in ref) ? HISTORY_DEPTH : 1
    await mirror.ensure({ ...chosen, depth })
    const signedBy = await verify?.(mirror.gitdir, chosen.commit)
    this.#reader = GitSource.bare(mirror.gitdir, this.#options.folder ?? '.')
    const content = await this.#contentOf(chosen.commit)
    const isNew = last?.content !== content
    const revision = isNew || !last ? await this.#reader.at(chosen.commit) : last.revision
    if (revision.id !== chosen.commit) this.#standIns.set(revision.id, chosen.commit)
    this.#last = { revision, tip: chosen.commit, ref: chosen.ref, content, signedBy }
    return { seen: this.#last, isNew, history: await this.#history(last, chosen.commit) }
  }

  async current(): Promise<Revision> {
    return (await this.look()).seen.revision
  }

  async read(revision: Revision, path: string): Promise<string | undefined> {
    return (await this.#readerOf(revision)).read(this.#stored(revision), path)
  }

  async list(revision: Revision, folder: string): Promise<readonly string[]> {
    return (await this.#readerOf(revision)).list(this.#stored(revision), folder)
  }

  async checkOut(revision: Revision, paths: readonly string[], folder: string): Promise<string> {
    return (await this.#readerOf(revision)).checkOut(this.#stored(revision), paths, folder)
  }

  async digest(revision: Revision, paths: readonly string[]): Promise<string> {
    return (await this.#readerOf(revision)).digest(this.#stored(revision), paths)
  }

  /** Nobody edits a repository elsewhere but by a commit. */
  async isDirty(): Promise<boolean> {
    return false
  }

  async #choose(last: Sighting | undefined): Promise<Chosen> {
    const { mirror, ref } = this.#options
    // What a hash names never changes, so once it was read nothing is asked again.
    if ('commit' in ref && this.#last?.tip === ref.commit && last) return { commit: ref.commit }
    return chooseCommit(ref, await mirror.refs())
  }

  async #history(last: Sighting | undefined, commit: string): Promise<Look['history']> {
    if (!last) return 'first'
    if (last.tip === commit) return 'same'
    const follows = await this.#options.mirror.isAncestor(last.tip, commit, HISTORY_DEPTH)
    return follows === undefined ? 'unknown' : follows ? 'forward' : 'rewritten'
  }

  /** Brings what a restart or a clean-up has lost. */
  async #readerOf(revision: Revision): Promise<GitSource> {
    const { mirror, folder } = this.#options
    await mirror.ensure({ commit: this.#stored(revision).id, depth: 1 })
    this.#reader ??= GitSource.bare(mirror.gitdir, folder ?? '.')
    return this.#reader
  }

  #stored(revision: Revision): Revision {
    return { ...revision, id: this.#standIns.get(revision.id) ?? revision.id }
  }

  /** Without a filter every commit counts; with one, what it has under the paths, by the hashes that git gives files and folders. */
  async #contentOf(commit: string): Promise<string> {
    const { paths, mirror } = this.#options
    if (!paths) return commit
    const hash = createHash('sha256')
    for (const path of [...new Set(paths.map(normalizePath))].sort()) {
      hash.update(`${path}\0${await entryHash(mirror.gitdir, commit, path)}\0`)
    }
    return hash.digest('hex')
  }
}

async function entryHash(gitdir: string, commit: string, path: string): Promise<string> {
  try {
    return (await git.readObject({ fs, gitdir, oid: commit, filepath: path === '.' ? '' : path, format: 'deflated' })).oid
  } catch (error) {
    if (error instanceof git.Errors.NotFoundError && error.data.what.startsWith('file or directory')) return 'nothing'
    throw error
  }
}

function checkInside(path: string): void {
  if (!path.startsWith('/') && !/[\0\\]/.test(path) && !/^\.\.(\/|$)/.test(normalizePath(path))) return
  throw new AIFactoryError('AF8401', `${JSON.stringify(path)} is not a path in a repository`, {
    hint: 'Write it from the top of the repository, with slashes, such as teams/flights.',
  })
}
