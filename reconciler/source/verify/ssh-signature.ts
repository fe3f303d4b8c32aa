import { createHash } from 'node:crypto'
import { readSshKey, type SshKey, verifyBySshKey } from './ssh-key.js'
import { WireReader, wireString } from './wire.js'

const MAGIC = 'SSHSIG'
const HASHES = ['sha256', 'sha512']

export interface SshSignature {
  readonly key: SshKey
  /** What the signature is for; `git` for commits. */
  readonly namespace: string
  /** Whether it is that of its key on the data. Whose key it is, is another question. */
  fits(data: Uint8Array): boolean
}

/**
 * Reads what `ssh-keygen -Y sign` writes (OpenSSH's PROTOCOL.sshsig).
 * @throws Error where it is not whole, or of a type that is not supported.
 */
export function readSshSignature(armored: string): SshSignature {
  const [, body] = /^-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END SSH SIGNATURE-----\s*$/.exec(armored) ?? []
  if (body === undefined) throw new Error('it is not written as ssh-keygen writes it')
  const reader = new WireReader(Buffer.from(body, 'base64'))
  if (reader.take(MAGIC.length).toString('latin1') !== MAGIC || reader.uint32() !== 1) throw new Error('it is not of version 1')
  const key = readSshKey(reader.bytes())
  const namespace = reader.text()
  const reserved = reader.bytes()
  const hash = reader.text()
  if (!HASHES.includes(hash)) throw new Error(`the hash ${hash.slice(0, 20)} counts for nothing`)
  const signature = reader.bytes()
  reader.end()
  return {
    key,
    namespace,
    fits(data) {
      const digest = createHash(hash).update(data).digest()
      const signed = Buffer.concat([Buffer.from(MAGIC), wireString(namespace), wireString(reserved), wireString(hash), wireString(digest)])
      return verifyBySshKey(key, signed, signature)
    },
  }
}
