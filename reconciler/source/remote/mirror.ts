import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import git from 'isomorphic-git'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { countPacks, createBareRepository, hasCommit } from './bare-repository.js'
import { type CredentialSource, NO_CREDENTIALS } from './credentials.js'
import { IsomorphicTransport } from './isomorphic-transport.js'
import { NativeTransport } from './native-transport.js'
import type { RemoteRef } from './ref-selector.js'
import { type Protocol, type RepositoryAddress, repositoryAddress } from './repository-address.js'
import { DEFAULT_LIMITS, type FetchRequest, type GitTransport, type RemoteRepository, type TransferLimits } from './transport.js'

export interface MirrorOptions {
  readonly url: string
  /** A folder of its own for those who may read the same repositories: what one has fetched, others that share it can read. */
  readonly cacheDir: string
  readonly credentials?: CredentialSource
  readonly caBundle?: string
  readonly limits?: Partial<TransferLimits>
  /** https and ssh unless said otherwise. */
  readonly protocols?: readonly Protocol[]
  /** Git where it is installed, isomorphic-git otherwise, unless said otherwise. */
  readonly transport?: GitTransport
}

/** Fetches make packs; with so many, the newest commit is fetched afresh into an empty repository. */
const MOST_PACKS = 40

/**
 * What is known of one repository elsewhere: its objects in a bare repository of ours. Those who follow different branches and
 * folders of it share one, so that a listing or a fetch that is under way is waited for, not repeated.
 */
export class Mirror {
  readonly address: RepositoryAddress
  readonly gitdir: string
  readonly #remote: RemoteRepository
  readonly #transport: GitTransport
  #listing: Promise<readonly RemoteRef[]> | undefined
  #fetching: Promise<void> = Promise.resolve()

  private constructor(options: MirrorOptions, transport: GitTransport) {
    this.address = repositoryAddress(options.url, options.protocols)
    this.gitdir = join(options.cacheDir, `${createHash('sha256').update(this.address.url).digest('hex').slice(0, 32)}.git`)
    this.#transport = transport
    this.#remote = {
      address: this.address,
      credentials: options.credentials ?? NO_CREDENTIALS,
      caBundle: options.caBundle,
      limits: { ...DEFAULT_LIMITS, ...options.limits },
    }
  }

  /** @throws AIFactoryError AF8401 for an address that may not be followed. Nothing is read yet. */
  static async open(options: MirrorOptions): Promise<Mirror> {
    return new Mirror(options, options.transport ?? ((await NativeTransport.isThere()) ? new NativeTransport() : new IsomorphicTransport()))
  }

  get transport(): GitTransport['name'] {
    return this.#transport.name
  }

  /** Branches, tags and HEAD as they are there now. */
  refs(): Promise<readonly RemoteRef[]> {
    this.#listing ??= this.#transport.listRefs(this.#remote).finally(() => {
      this.#listing = undefined
    })
    return this.#listing
  }

  /** Brings a commit unless it is here. What is damaged here is thrown away and brought again, once. */
  ensure(request: FetchRequest): Promise<void> {
    const next = this.#fetching.then(() => this.#ensure(request))
    this.#fetching = next.catch(() => {})
    return next
  }

  async #ensure(request: FetchRequest): Promise<void> {
    await createBareRepository(this.gitdir)
    if (await hasCommit(this.gitdir, request.commit)) return
    if ((await countPacks(this.gitdir)) >= MOST_PACKS) await this.#startAfresh()
    const hadPacks = (await countPacks(this.gitdir)) > 0
    try {
      await this.#fetch(request)
    } catch (error) {
      const code = error instanceof AIFactoryError ? error.code : undefined
      // What is too large may have come whole, and is not to be found here the next time.
      if (code === 'AF8408' || code === 'AF8407') await this.#startAfresh()
      if (code !== 'AF8407' || !hadPacks) throw error
      // What is damaged may be what was here before.
      await this.#fetch({ ...request, depth: 1 })
    }
  }

  async #fetch(request: FetchRequest): Promise<void> {
    await this.#transport.fetch(this.#remote, this.gitdir, request)
    if (await hasCommit(this.gitdir, request.commit)) return
    throw new AIFactoryError('AF8407', `${this.address.url} sends what is damaged`, {
      hint: 'Run git fsck in the repository. What is in force stays.',
      retryable: true,
    })
  }

  async #startAfresh(): Promise<void> {
    await rm(this.gitdir, { recursive: true, force: true })
    await createBareRepository(this.gitdir)
  }

  /** Whether a commit is among the ancestors of another, as far as they were brought; undefined where that is not known. */
  async isAncestor(ancestor: string, commit: string, depth: number): Promise<boolean | undefined> {
    const log = await git.log({ fs, gitdir: this.gitdir, ref: commit, depth }).catch(() => [])
    if (log.some(({ oid }) => oid === ancestor)) return true
    const cutOff = await readFile(join(this.gitdir, 'shallow'), 'utf8').catch(() => '')
    return log.length === 0 || log.length >= depth || log.some(({ oid }) => cutOff.includes(oid)) ? undefined : false
  }
}
