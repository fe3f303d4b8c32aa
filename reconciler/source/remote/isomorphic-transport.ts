import fs from 'node:fs'
import git from 'isomorphic-git'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { type HttpLimits, httpClient } from './http-client.js'
import type { RemoteRef } from './ref-selector.js'
import { transferFailure } from './transfer-failure.js'
import { type FetchRequest, type GitTransport, KEPT_REF, type RemoteRepository } from './transport.js'

/** For machines without git, by http and https only. It holds a pack in memory while it is brought, so packs are limited. */
export class IsomorphicTransport implements GitTransport {
  readonly name = 'isomorphic-git'

  async listRefs(remote: RemoteRepository): Promise<readonly RemoteRef[]> {
    const http = await this.#client(remote, { ...remote.limits })
    try {
      const refs = await git.listServerRefs({ http, url: remote.address.url, protocolVersion: 2, peelTags: true, symrefs: true })
      return refs.map(({ ref, oid, peeled }) => ({ name: ref, commit: peeled ?? oid }))
    } catch (error) {
      throw failure(remote, error)
    }
  }

  async fetch(remote: RemoteRepository, gitdir: string, { commit, depth }: FetchRequest): Promise<void> {
    const http = await this.#client(remote, { ...remote.limits })
    const messages: string[] = []
    const onMessage = (text: string): void => void messages.push(text)
    const options = { fs, http, gitdir, url: remote.address.url, remote: 'origin', onMessage, singleBranch: true, tags: false }
    try {
      // `ref` is what we have, `remoteRef` what we want.
      await git.fetch({ ...options, ref: KEPT_REF, remoteRef: commit, depth, cache: {} })
      // A server that refuses closes the exchange without a pack.
      await git.readCommit({ fs, gitdir, oid: commit })
      await git.writeRef({ fs, gitdir, ref: KEPT_REF, value: commit, force: true })
    } catch (error) {
      throw failure(remote, error, messages.join(''))
    }
  }

  async #client(remote: RemoteRepository, limits: HttpLimits): Promise<ReturnType<typeof httpClient>> {
    const { protocol, origin } = remote.address
    if (protocol !== 'https' && protocol !== 'http') {
      throw new AIFactoryError('AF8416', `${protocol} needs git on this machine`, {
        hint: 'Install git, or follow the repository by https.',
      })
    }
    const credentials = await remote.credentials()
    const basic = credentials?.kind === 'basic' ? credentials : undefined
    return httpClient({ origin, basic, caBundle: remote.caBundle, limits, insecure: protocol === 'http' })
  }
}

function failure({ address }: RemoteRepository, error: unknown, messages = ''): AIFactoryError {
  if (error instanceof AIFactoryError) return error
  return transferFailure(address, `${messages}\n${meaningOf(error)}`, error)
}

/** In the words of git. What isomorphic-git does not foresee, such as a TypeError, comes of objects that are not whole. */
function meaningOf(error: unknown): string {
  if (error instanceof git.Errors.NotFoundError) return 'did not send all necessary objects'
  if (error instanceof git.Errors.SmartHttpError) return 'it does not appear to be a git repository'
  if (error instanceof git.Errors.HttpError) return error.message
  if (!(error instanceof Error)) return String(error)
  const fromNetwork = 'syscall' in error || ('code' in error && /^(E[A-Z]+|ERR_)/.test(String(error.code)))
  return fromNetwork || error.constructor === Error ? error.message || String('code' in error && error.code) : `corrupt: ${error.message}`
}
