import { createHash, timingSafeEqual } from 'node:crypto'
import type { ServingConfig } from '../../schema/generated/jobs.js'

/**
 * Whether a request's Authorization header has the bearer token of the configuration. Compares digests, so that the time taken
 * says nothing about the token or its length.
 */
export function isAuthorized(auth: ServingConfig['auth'], header: string | undefined, env: NodeJS.ProcessEnv): boolean {
  if (auth?.type !== 'bearer') return true
  const token = env[auth.tokenEnv ?? '']
  const sent = header === undefined ? null : /^bearer +(\S+)$/i.exec(header)
  return Boolean(token && sent?.[1]) && timingSafeEqual(sha256(token ?? ''), sha256(sent?.[1] ?? ''))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
