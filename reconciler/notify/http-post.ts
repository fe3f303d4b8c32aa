import { setTimeout as wait } from 'node:timers/promises'

export interface HttpRequest {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Sends JSON and gives the answer's JSON. */
export type HttpPost = (request: HttpRequest) => Promise<unknown>

/** A receiver that said no: with another status, the same would be refused again. */
export class Refused extends Error {
  readonly retryable: boolean
  constructor(message: string, retryable: boolean) {
    super(message)
    this.retryable = retryable
  }
}

const TIMEOUT_MS = 10_000

/** One request by POST, without redirects, and with no part of the address in messages, since that may be a secret. */
export const postJson: HttpPost = async ({ url, headers, body }) => {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'aifactory', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    const { cause, name } = error instanceof Error ? error : new Error(String(error))
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : name
    throw new Refused(`the receiver cannot be reached (${code})`, !(error instanceof TypeError && code === 'ERR_INVALID_URL'))
  }
  const text = await response.text().catch(() => '')
  if (!response.ok)
    throw new Refused(`the receiver answered ${response.status}`, response.status >= 500 || [408, 425, 429].includes(response.status))
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const PAUSES_MS = [1_000, 5_000, 30_000]

/** Tries again what may succeed later, after pauses that grow. */
export function withRetries(
  post: HttpPost,
  pause: (ms: number) => Promise<unknown> = (ms) => wait(ms, undefined, { ref: false }),
): HttpPost {
  return async (request) => {
    for (let tries = 0; ; tries++) {
      try {
        return await post(request)
      } catch (error) {
        const next = PAUSES_MS[tries]
        if (!(error instanceof Refused && error.retryable) || next === undefined) throw error
        await pause(next)
      }
    }
  }
}
