import type { CredentialSource } from './credentials.js'
import type { RemoteRef } from './ref-selector.js'
import type { RepositoryAddress } from './repository-address.js'

/** A repository elsewhere, and what is needed to read it. */
export interface RemoteRepository {
  readonly address: RepositoryAddress
  readonly credentials: CredentialSource
  /** PEM certificates of the authorities that are trusted, instead of those of the system. */
  readonly caBundle?: string
  readonly limits: TransferLimits
}

export interface TransferLimits {
  /** Most bytes that a fetch may bring. */
  readonly maxBytes: number
  /** Longest a listing or a fetch may take, in milliseconds. */
  readonly timeoutMs: number
}

export const DEFAULT_LIMITS: TransferLimits = { maxBytes: 512 * 1024 * 1024, timeoutMs: 120_000 }

export interface FetchRequest {
  readonly commit: string
  /** The name it was found under; servers that give no commit by its hash are asked for the name. */
  readonly ref?: string
  /** How many commits of history are brought. */
  readonly depth: number
}

/** Brings the objects of a repository elsewhere. Two implementations, one behaviour: see transport.conformance.ts. */
export interface GitTransport {
  readonly name: 'git' | 'isomorphic-git'
  /** Branches, tags and HEAD. One short exchange, without objects. */
  listRefs(remote: RemoteRepository): Promise<readonly RemoteRef[]>
  /** Brings a commit with its files into a bare repository that `createBareRepository` made. What is there already is not sent again. */
  fetch(remote: RemoteRepository, gitdir: string, request: FetchRequest): Promise<void>
}

/** The name under which the newest commit is kept in a repository of ours, which tells a server what need not be sent. */
export const KEPT_REF = 'refs/aifactory/newest'
