import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { CredentialSource } from './credentials.js'

export interface GitHubAppOptions {
  /** The app's ID or client ID. */
  readonly appId: string
  readonly installationId: string
  /** PEM, as GitHub gives it. */
  readonly privateKey: string
  /** https://api.github.com, or https://HOST/api/v3 of a server of your own. */
  readonly apiUrl?: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** GitHub's tokens last an hour; one is renewed while it still lasts this long, so that none ends within a fetch. */
const RENEW_BEFORE_MS = 5 * 60_000
/** GitHub takes no JWT that lasts longer than ten minutes, and clocks differ. */
const JWT_SECONDS = 9 * 60
const CLOCK_SKEW_SECONDS = 60

/**
 * Tokens of an installation of a GitHub App, renewed before they expire.
 * @throws AIFactoryError AF8415 at once for a key that is none; later where GitHub does not know the app, AF8402 where it does not answer.
 */
export function gitHubAppCredentials(options: GitHubAppOptions): CredentialSource {
  const token = gitHubAppToken(options)
  return async () => ({ kind: 'basic', username: 'x-access-token', password: await token() })
}

/** The token alone, as GitHub's API takes it. */
export function gitHubAppToken(options: GitHubAppOptions): () => Promise<string> {
  const { appId, installationId, apiUrl = 'https://api.github.com', now = Date.now } = options
  const key = readKey(options.privateKey)
  if (!/^\d+$/.test(installationId)) throw unusable(`${JSON.stringify(installationId)} is not the number of an installation`)
  let kept: { token: string; expiresAt: number } | undefined
  let asking: Promise<string> | undefined
  const ask = async (): Promise<string> => {
    kept = await requestToken(`${apiUrl}/app/installations/${installationId}/access_tokens`, appJwt(appId, key, now()))
    return kept.token
  }
  return async () => {
    if (kept && kept.expiresAt - now() > RENEW_BEFORE_MS) return kept.token
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

/** A JSON Web Token (RFC 7519) by which an app says who it is. */
export function appJwt(appId: string, key: KeyObject, now: number): string {
  const seconds = Math.floor(now / 1000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iat: seconds - CLOCK_SKEW_SECONDS, exp: seconds + JWT_SECONDS, iss: appId }
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

function readKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch (cause) {
    throw unusable('its private key cannot be read', cause)
  }
  throw unusable('its private key is not one of RSA')
}

async function requestToken(url: string, jwt: string): Promise<{ token: string; expiresAt: number }> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${jwt}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'aifactory',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(20_000),
    })
  } catch (cause) {
    throw unreachable(url, cause instanceof Error ? cause.message : String(cause))
  }
  const body = (await response.json().catch(() => ({}))) as { token?: unknown; expires_at?: unknown; message?: unknown }
  if (response.status >= 500 || response.status === 429) throw unreachable(url, `it answered ${response.status}`)
  const expiresAt = Date.parse(String(body.expires_at))
  if (!response.ok || typeof body.token !== 'string' || Number.isNaN(expiresAt)) {
    throw unusable(`GitHub answered ${response.status}${body.message ? `: ${String(body.message).slice(0, 200)}` : ''}`)
  }
  return { token: body.token, expiresAt }
}

const unusable = (why: string, cause?: unknown): AIFactoryError =>
  new AIFactoryError('AF8415', `the GitHub App cannot be used: ${why}`, {
    hint: "Check the app's ID, the number of its installation, and that the private key is one that GitHub still lists.",
    cause,
  })

const unreachable = (url: string, why: string): AIFactoryError =>
  new AIFactoryError('AF8402', `${new URL(url).host} gives no token for the GitHub App: ${why}`, {
    hint: 'It is tried again.',
    retryable: true,
  })
