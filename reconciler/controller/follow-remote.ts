import { join } from 'node:path'
import { normalizePath } from '../../compiler/source/relative-path.js'
import { canonicalJson, digestOf } from '../../schema/digest.js'
import { changedPaths } from '../source/changed-paths.js'
import { GitSource } from '../source/git-source.js'
import { type CredentialSource, NO_CREDENTIALS } from '../source/remote/credentials.js'
import { Mirror } from '../source/remote/mirror.js'
import type { RefSelector } from '../source/remote/ref-selector.js'
import { RemoteSource } from '../source/remote/remote-source.js'
import type { Protocol } from '../source/remote/repository-address.js'
import { accessFromSecret, type RepositoryAccess } from '../source/remote/secret-credentials.js'
import type { Revision, RevisionSource } from '../source/revision-source.js'
import { type SignerPolicy, verifyCommit } from '../source/verify/verify-commit.js'
import type { Follow, FollowedRepository, FollowRequest } from './followed-repository.js'

export interface FollowRemoteOptions {
  /** Where repositories are kept. Losing it costs fetching them again. */
  readonly cacheDir: string
  readonly protocols: readonly Protocol[]
}

/** Follows repositories elsewhere. Those who may read the same share one copy, whichever refs they follow. */
export function followRemote({ cacheDir, protocols }: FollowRemoteOptions): Follow {
  const mirrors = new Map<string, Promise<Mirror>>()
  const mirrorOf = (request: FollowRequest): Promise<Mirror> => {
    const { repository, scope, secret } = request
    const key = canonicalJson({ repository, scope, secret: secret?.name ?? '' })
    const known = mirrors.get(key)
    if (known) return known
    const opening = openMirror(request, {
      cacheDir: join(cacheDir, digestOf({ scope, secret: secret?.name ?? '' }).slice(0, 16)),
      protocols,
    })
    mirrors.set(key, opening)
    // What cannot be opened now may be later, with another secret.
    opening.catch(() => mirrors.delete(key))
    return opening
  }
  return async (request) => followed(await mirrorOf(request), request)
}

async function openMirror({ repository, secret }: FollowRequest, { cacheDir, protocols }: FollowRemoteOptions): Promise<Mirror> {
  const access = secret && accessOf(secret.read)
  const caBundle = (await access?.())?.caBundle
  const credentials: CredentialSource = access ? async () => (await access()).credentials() : NO_CREDENTIALS
  return Mirror.open({ url: repository, cacheDir, credentials, caBundle, protocols })
}

/** The Secret is read before each connection; tokens that were made by it are kept as long as it stays the same. */
function accessOf(read: () => Promise<Readonly<Record<string, string>>>): () => Promise<RepositoryAccess> {
  let known: { digest: string; access: RepositoryAccess } | undefined
  return async () => {
    const data = await read()
    const digest = digestOf(data)
    if (known?.digest !== digest) known = { digest, access: accessFromSecret(data) }
    return known.access
  }
}

function followed(mirror: Mirror, { ref, verification }: FollowRequest): FollowedRepository {
  const verify = verification && (async (gitdir: string, commit: string) => verifyCommit(gitdir, commit, policyOf(await verification())))
  const source = new RemoteSource({ mirror, ref: selectorOf(ref), verify })
  let tip: { readonly id: string; readonly reader: GitSource } | undefined
  /** What a reader has read it remembers, so each commit has a new one. */
  const readerOf = async ({ id }: Revision): Promise<GitSource> => {
    if (tip?.id === id) return tip.reader
    await mirror.ensure({ commit: id, depth: 1 })
    tip = { id, reader: GitSource.bare(mirror.gitdir, '.') }
    return tip.reader
  }
  return {
    async look() {
      return (await source.look()).seen.revision
    },
    changedPaths: (from, to) => changedPaths(mirror.gitdir, from, to),
    folder(path): Pick<RevisionSource, 'read' | 'list' | 'checkOut' | 'digest'> {
      const at = (file: string): string => normalizePath(`${path}/${file}`)
      const own = (): GitSource => GitSource.bare(mirror.gitdir, path)
      return {
        read: async (revision, file) => (await readerOf(revision)).read(revision, at(file)),
        list: async (revision, folder) => (await readerOf(revision)).list(revision, at(folder)),
        async checkOut(revision, paths, folder) {
          await mirror.ensure({ commit: revision.id, depth: 1 })
          return own().checkOut(revision, paths, folder)
        },
        async digest(revision, paths) {
          await mirror.ensure({ commit: revision.id, depth: 1 })
          return own().digest(revision, paths)
        },
      }
    },
  }
}

function selectorOf({ branch, tag, semver, commit }: NonNullable<FollowRequest['ref']> = {}): RefSelector {
  if (commit !== undefined) return { commit }
  if (semver !== undefined) return { semver }
  if (tag !== undefined) return { tag }
  return branch === undefined ? { head: true } : { branch }
}

/** A Secret with `allowed_signers`, and OpenPGP keys under any name that ends with .asc. */
function policyOf(data: Readonly<Record<string, string>>): SignerPolicy {
  const openpgp = Object.keys(data)
    .filter((name) => name.endsWith('.asc'))
    .sort()
    .map((name) => data[name])
    .join('\n')
  const ssh = data.allowed_signers
  return { ...(ssh !== undefined && { ssh }), ...(openpgp !== '' && { openpgp }) }
}
