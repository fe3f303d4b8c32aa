import type { Key } from 'openpgp'
import { AIFactoryError } from '../../../schema/diagnostic.js'

export interface OpenPgpVerdict {
  readonly verdict: 'good' | 'unknown' | 'bad'
  /** The user ID of the key, or what is known of one that is not allowed. */
  readonly signer: string
  readonly why?: string
}

/**
 * Verifies a signature of OpenPGP by keys that are allowed, at the time at which it says that it was made: a key that has expired
 * since was good then, one that was revoked was not.
 * @throws AIFactoryError AF8414 for keys that are none.
 */
export async function verifyOpenPgp(payload: Uint8Array, armored: string, allowed: string): Promise<OpenPgpVerdict> {
  // Large, and seldom needed.
  const openpgp = await import('openpgp')
  const keys = await readKeys(allowed)
  try {
    const signature = await openpgp.readSignature({ armoredSignature: armored })
    const ids = signature.getSigningKeyIDs().map((id) => id.toHex())
    const created = signature.packets[0]?.created ?? new Date()
    const key = keys.find((candidate) => candidate.getKeys().some((sub) => ids.includes(sub.getKeyID().toHex())))
    if (!key) return { verdict: 'unknown', signer: `OpenPGP ${ids.join(', ').toUpperCase()}` }
    const signer = `${key.getUserIDs()[0] ?? ''} (OpenPGP ${key.getFingerprint().toUpperCase()})`.trim()
    const message = await openpgp.createMessage({ binary: new Uint8Array(payload) })
    const { signatures } = await openpgp.verify({ message, signature, verificationKeys: [key], date: created })
    try {
      await Promise.all(signatures.map(({ verified }) => verified))
      return { verdict: signatures.length > 0 ? 'good' : 'bad', signer }
    } catch (error) {
      return { verdict: 'bad', signer, why: messageOf(error) }
    }
  } catch (error) {
    return { verdict: 'bad', signer: 'OpenPGP', why: messageOf(error) }
  }
}

async function readKeys(armored: string): Promise<Key[]> {
  const { readKeys: read } = await import('openpgp')
  const blocks = armored.match(/-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g) ?? []
  try {
    const keys = (await Promise.all(blocks.map((block) => read({ armoredKeys: block })))).flat()
    if (keys.length > 0 || armored.trim() === '') return keys
  } catch (cause) {
    throw invalid(messageOf(cause), cause)
  }
  throw invalid('there is no block of a public key')
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const invalid = (why: string, cause?: unknown): AIFactoryError =>
  new AIFactoryError('AF8414', `the OpenPGP keys of the allowed signers cannot be read: ${why}`, {
    hint: 'Give public keys as gpg --armor --export writes them.',
    cause,
  })
