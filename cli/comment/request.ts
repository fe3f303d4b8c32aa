import { AIFactoryError } from '../../schema/diagnostic.js'

const TIMEOUT_MS = 30_000

/** A call of a forge's REST API. */
export interface ApiRequest {
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/**
 * Calls a forge and reads its answer as JSON.
 * @throws AIFactoryError AF8060 where it refuses or cannot be reached. The token is never part of a message.
 */
export async function request<T>({ url, method, headers, body }: ApiRequest): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'aifactory', ...headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new AIFactoryError('AF8060', `${new URL(url).origin} cannot be reached`, {
      hint: 'Try again later.',
      retryable: true,
      cause: error,
    })
  }
  if (!response.ok) {
    const refused = response.status === 401 || response.status === 403
    throw new AIFactoryError('AF8060', `${method} ${new URL(url).pathname} was answered with ${response.status}`, {
      hint: refused ? 'The token must be allowed to write comments of pull or merge requests.' : undefined,
      detail: (await response.text()).slice(0, 500),
    })
  }
  return (await response.json()) as T
}
