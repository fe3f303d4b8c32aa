/**
 * A share in [0, 1) of a request's id: FNV-1a with the finalizer of MurmurHash3, 32 bits. The same id always gives the same
 * share; different salts give shares that have nothing to do with each other.
 */
export function requestShare(id: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}
