import fs from 'node:fs'
import git from 'isomorphic-git'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { type AllowedSigner, readAllowedSigners } from './allowed-signers.js'
import { verifyOpenPgp } from './openpgp-signature.js'
import { readSignedCommit, type SignedCommit } from './signed-commit.js'
import { sshFingerprint } from './ssh-key.js'
import { readSshSignature, type SshSignature } from './ssh-signature.js'

/** Whose signature a commit must have to count. */
export interface SignerPolicy {
  /** Lines as in a file for git's `gpg.ssh.allowedSignersFile`. */
  readonly ssh?: string
  /** Public keys as `gpg --armor --export` writes them, one after another. */
  readonly openpgp?: string
}

/** Git signs commits for this namespace, so that a signature on something else cannot be used for one. */
const NAMESPACE = 'git'

/**
 * Gives who has signed a commit of a repository, by name and key.
 * @throws AIFactoryError AF8411 unsigned, AF8412 by nobody who is allowed, AF8413 not a signature of this commit, AF8414 the
 * policy cannot be read. Whichever it is, the commit does not count.
 */
export async function verifyCommit(gitdir: string, oid: string, policy: SignerPolicy): Promise<string> {
  const allowed = readAllowedSigners(policy.ssh ?? '')
  const { object } = await git.readObject({ fs, gitdir, oid, format: 'content' })
  const commit = readSignedCommit(object as Uint8Array)
  const name = oid.slice(0, 8)
  if (commit.signature === undefined) {
    throw new AIFactoryError('AF8411', `commit ${name} is not signed`, { hint: 'Sign it: git commit -S. What is in force stays.' })
  }
  return commit.signature.startsWith('-----BEGIN SSH')
    ? verifySsh(name, commit, commit.signature, allowed)
    : verifyPgp(name, commit, commit.signature, policy.openpgp ?? '')
}

function verifySsh(name: string, { payload, committedAt }: SignedCommit, armored: string, allowed: readonly AllowedSigner[]): string {
  let signature: SshSignature
  try {
    signature = readSshSignature(armored)
  } catch (error) {
    throw bad(name, error instanceof Error ? error.message : String(error))
  }
  const fingerprint = sshFingerprint(signature.key.blob)
  if (signature.namespace !== NAMESPACE) throw bad(name, `it was made for ${JSON.stringify(signature.namespace.slice(0, 40))}`)
  if (!signature.fits(payload)) throw bad(name, `it is not that of ${fingerprint} on this commit`)
  const own = allowed.filter(({ key }) => key.blob.equals(signature.key.blob))
  const valid = own.find(
    ({ namespaces, validAfter = Number.NEGATIVE_INFINITY, validBefore = Number.POSITIVE_INFINITY }) =>
      (namespaces?.includes(NAMESPACE) ?? true) && committedAt >= validAfter && committedAt < validBefore,
  )
  if (valid) return `${valid.principals} (${fingerprint})`
  throw unknown(name, own[0] ? `${own[0].principals} (${fingerprint}), who is not allowed to at that time or for commits` : fingerprint)
}

async function verifyPgp(name: string, { payload }: SignedCommit, armored: string, keys: string): Promise<string> {
  const { verdict, signer, why } = await verifyOpenPgp(payload, armored, keys)
  if (verdict === 'good') return signer
  throw verdict === 'unknown' ? unknown(name, signer) : bad(name, `${signer}: ${why ?? 'it does not fit'}`)
}

const unknown = (name: string, signer: string): AIFactoryError =>
  new AIFactoryError('AF8412', `commit ${name} is signed by ${signer}, not by an allowed signer`, {
    hint: 'Add the key to the allowed signers if it is known to you. What is in force stays.',
  })

const bad = (name: string, why: string): AIFactoryError =>
  new AIFactoryError('AF8413', `the signature of commit ${name} does not hold: ${why}`, {
    hint: 'Look at it with git log --show-signature. What is in force stays.',
  })
