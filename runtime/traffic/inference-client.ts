import http from 'node:http'
import https from 'node:https'

/** What became of one request. */
export type Answer =
  | { readonly ok: true; readonly version: string | undefined }
  /** status is 0 where nobody answered. */
  | { readonly ok: false; readonly status: number; readonly error: string }

/** Long enough for any model, short enough that a server that hangs does not hold up a replay for good. */
const TIMEOUT_MS = 30_000
const MAX_ERROR_LENGTH = 300

/** Sends inference requests over connections that are kept open. It never throws: every outcome is an answer. */
export class InferenceClient {
  readonly #agent: http.Agent
  readonly #request: typeof http.request
  readonly #options: http.RequestOptions
  #closed = false

  constructor(options: { url: string; model: string; concurrency: number; token?: string }) {
    const target = new URL(`${options.url.replace(/\/+$/, '')}/v2/models/${encodeURIComponent(options.model)}/infer`)
    const { Agent, request } = target.protocol === 'https:' ? https : http
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.concurrency, noDelay: true })
    this.#request = request
    this.#options = {
      agent: this.#agent,
      method: 'POST',
      hostname: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port,
      path: target.pathname,
      timeout: TIMEOUT_MS,
      headers: { 'content-type': 'application/json', ...(options.token ? { authorization: `Bearer ${options.token}` } : {}) },
    }
  }

  /** A connection that the server closed just as it was used again says nothing about the request: that is sent anew. */
  async send(body: string): Promise<Answer> {
    for (;;) {
      const answer = await this.#attempt(body)
      if (answer !== 'stale') return answer
    }
  }

  /** Breaks off what is under way. */
  close(): void {
    this.#closed = true
    this.#agent.destroy()
  }

  #attempt(body: string): Promise<Answer | 'stale'> {
    return new Promise((resolve) => {
      const request = this.#request(this.#options, (response) => {
        const status = response.statusCode ?? 0
        const version = response.headers['x-model-version']
        let text = ''
        if (status !== 200) response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk.slice(0, MAX_ERROR_LENGTH)))
        else response.resume()
        response.on('error', fail)
        response.on('end', () => {
          if (status === 200) resolve({ ok: true, version: typeof version === 'string' ? version : undefined })
          else resolve({ ok: false, status, error: `status ${status}: ${reasonOf(text)}` })
        })
      })
      const fail = (error: NodeJS.ErrnoException) => {
        if (request.reusedSocket && !this.#closed && error.code === 'ECONNRESET') resolve('stale')
        else resolve({ ok: false, status: 0, error: describe(error) })
      }
      request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)))
      request.on('error', fail)
      request.end(body)
    })
  }
}

/** A refused connection to a name with several addresses is an AggregateError without a message. */
function describe(error: NodeJS.ErrnoException): string {
  return error.message || error.code || error.name
}

/** The server's own words: `{"error": "..."}`, or the text as it is. */
function reasonOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string') return body.error
  } catch {
    // Not JSON: shown as it is.
  }
  return text.slice(0, MAX_ERROR_LENGTH).trim() || 'no reason given'
}
