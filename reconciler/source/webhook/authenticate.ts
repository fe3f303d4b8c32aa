import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Who sends, and what shows that it is them:
 * `github`: HMAC of the body in X-Hub-Signature-256 (also Gitea and Forgejo). `gitlab`: the secret itself in X-Gitlab-Token.
 * `standard`: Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature), as GitLab's signing tokens and other senders use.
 */
export type HookKind = 'github' | 'gitlab' | 'standard'

export interface Hook {
  readonly kind: HookKind
  /** Any of them counts, so that one can be changed for another. Those of `standard` may be written as whsec_BASE64. */
  readonly secrets: readonly string[]
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** `id` is the same for the same delivery, however often it is sent. */
export type Authenticated = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly why: 'signature' | 'time' }

/** How far the time that was signed may be from ours. */
export const TOLERANCE_MS = 5 * 60_000

/** Whether a request is from who knows the secret, compared in a time that tells nothing of it. */
export function authenticate(hook: Hook, headers: Headers, body: Uint8Array, now: number): Authenticated {
  if (hook.kind === 'standard') return standard(hook, headers, body, now)
  const given = hook.kind === 'github' ? one(headers, 'x-hub-signature-256') : one(headers, 'x-gitlab-token')
  const expected = hook.secrets.map((secret) => (hook.kind === 'github' ? `sha256=${hmac(secret, body).toString('hex')}` : secret))
  if (!expected.map((value) => equal(value, given)).includes(true)) return { ok: false, why: 'signature' }
  // The number of a delivery is not signed, but what it says is: sent again under another number, it is the same.
  return { ok: true, id: `${hook.kind} ${createHash('sha256').update(body).digest('base64')}` }
}

function standard(hook: Hook, headers: Headers, body: Uint8Array, now: number): Authenticated {
  const [id, timestamp] = [one(headers, 'webhook-id'), one(headers, 'webhook-timestamp')]
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  const given = one(headers, 'webhook-signature').split(' ').slice(0, 10)
  const expected = hook.secrets.map((secret) => `v1,${hmac(keyOf(secret), signed).toString('base64')}`)
  const fits = expected.flatMap((value) => given.map((candidate) => equal(value, candidate))).includes(true)
  if (!fits || id === '') return { ok: false, why: 'signature' }
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > TOLERANCE_MS) return { ok: false, why: 'time' }
  return { ok: true, id: `standard ${id.slice(0, 200)}` }
}

function keyOf(secret: string): string | Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret
}

const hmac = (key: string | Buffer, data: Uint8Array): Buffer => createHmac('sha256', key).update(data).digest()

function one(headers: Headers, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** Of digests, which have one length whatever was given. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
