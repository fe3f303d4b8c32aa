import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { WireReader } from './wire.js'

/** A public key of SSH (RFC 4253, 5656, 8709). */
export interface SshKey {
  readonly type: string
  /** The key as SSH writes it, by which keys are compared. */
  readonly blob: Buffer
  readonly key: KeyObject
}

const CURVES: Readonly<Record<string, { readonly crv: string; readonly size: number; readonly hash: string }>> = {
  'ecdsa-sha2-nistp256': { crv: 'P-256', size: 32, hash: 'sha256' },
  'ecdsa-sha2-nistp384': { crv: 'P-384', size: 48, hash: 'sha384' },
  'ecdsa-sha2-nistp521': { crv: 'P-521', size: 66, hash: 'sha512' },
}
const RSA_HASHES: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }
const FEWEST_RSA_BITS = 2048

/** @throws Error for a type that is not known, such as that of a hardware key, and for one that is not whole or too short. */
export function readSshKey(blob: Uint8Array): SshKey {
  const reader = new WireReader(blob)
  const type = reader.text()
  const key = createPublicKey({ key: jwk(type, reader), format: 'jwk' })
  reader.end()
  return { type, blob: Buffer.from(blob), key }
}

function jwk(type: string, reader: WireReader): import('node:crypto').JsonWebKey {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  if (type === 'ssh-ed25519') return { kty: 'OKP', crv: 'Ed25519', x: text(reader.bytes()) }
  if (type === 'ssh-rsa') {
    const [e, n] = [reader.mpint(), reader.mpint()]
    if (n.length * 8 < FEWEST_RSA_BITS) throw new Error(`an RSA key of fewer than ${FEWEST_RSA_BITS} bits counts for nothing`)
    return { kty: 'RSA', e: text(e), n: text(n) }
  }
  const curve = CURVES[type]
  if (!curve) throw new Error(`keys of the type ${type} are not supported`)
  reader.bytes()
  const point = reader.bytes()
  if (point[0] !== 4 || point.length !== 1 + 2 * curve.size) throw new Error('the point of its curve is not whole')
  return { kty: 'EC', crv: curve.crv, x: text(point.subarray(1, 1 + curve.size)), y: text(point.subarray(1 + curve.size)) }
}

/** Whether a signature, as SSH writes it, is that of a key on some data. RSA with SHA-1 never is. */
export function verifyBySshKey({ type, key }: SshKey, data: Uint8Array, signature: Uint8Array): boolean {
  const reader = new WireReader(signature)
  const algorithm = reader.text()
  const bytes = reader.bytes()
  reader.end()
  if (type === 'ssh-ed25519') return algorithm === type && verify(null, data, key, bytes)
  if (type === 'ssh-rsa') {
    const hash = RSA_HASHES[algorithm]
    return hash !== undefined && verify(hash, data, key, bytes)
  }
  const curve = CURVES[type]
  if (!curve || algorithm !== type) return false
  const numbers = new WireReader(bytes)
  const pair = [numbers.mpint(), numbers.mpint()]
  numbers.end()
  if (pair.some((number) => number.length > curve.size)) return false
  const plain = Buffer.concat(pair.flatMap((number) => [Buffer.alloc(curve.size - number.length), number]))
  return verify(curve.hash, data, { key, dsaEncoding: 'ieee-p1363' }, plain)
}

/** As ssh-keygen -l shows it: SHA256:... */
export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}
