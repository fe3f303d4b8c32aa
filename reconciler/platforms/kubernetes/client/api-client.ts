import { Agent, type IncomingMessage, request as plainRequest } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { AIFactoryError } from '../../../../schema/diagnostic.js'
import { ApiError, type ApiStatus, isRace, isTransient } from './api-error.js'
import type { Connection } from './connection.js'

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly contentType?: string
  readonly accept?: string
  /** In whose name: system:serviceaccount:NAMESPACE:NAME. */
  readonly as?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface ClientOptions {
  /** Connections at a time; more requests wait. */
  readonly maxConnections?: number
  readonly userAgent?: string
  /** How often a request is sent again that a server was too busy for or that got no answer. */
  readonly tries?: number
  /** Told of every answer, for metrics. */
  readonly onAnswer?: (answer: { method: string; status: number; ms: number }) => void
}

const DEFAULT_TIMEOUT_MS = 30_000
/** No answer of more bytes is taken. */
const MOST_BYTES = 256 * 1024 * 1024

/**
 * Speaks to an API server over connections that are kept. Small on purpose: no generated classes, and JSON both ways, so that
 * it starts in milliseconds and holds nothing of what it has read.
 */
export class ApiClient {
  readonly connection: Connection
  readonly #options: Required<Omit<ClientOptions, 'onAnswer'>> & Pick<ClientOptions, 'onAnswer'>
  readonly #agent: Agent

  constructor(connection: Connection, options: ClientOptions = {}) {
    this.connection = connection
    this.#options = { maxConnections: 64, userAgent: 'aifactory', tries: 4, ...options }
    const pool = { keepAlive: true, maxSockets: this.#options.maxConnections, maxFreeSockets: 16, scheduling: 'lifo' } as const
    this.#agent = connection.server.startsWith('https:') ? new TlsAgent({ ...pool, ...connection.tls }) : new Agent(pool)
  }

  close(): void {
    this.#agent.destroy()
  }

  /**
   * Sends a request and returns the answer's JSON.
   * @throws ApiError AF8504 where the server refuses; AIFactoryError AF8503 where it does not answer.
   */
  async request<T = unknown>(request: ApiRequest): Promise<T> {
    return (await this.send<T>(request)).body
  }

  /** As `request`, with the status: 201 tells what was created from what was there. */
  async send<T = unknown>(request: ApiRequest): Promise<{ readonly status: number; readonly body: T }> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once<T>(request)
      } catch (error) {
        const wait = attempt < this.#options.tries && !request.signal?.aborted ? retryDelay(error, attempt, request) : undefined
        if (wait === undefined) throw error
        await sleep(wait, undefined, { signal: request.signal })
      }
    }
  }

  /** As `request`, undefined where there is no such object. */
  async find<T>(request: ApiRequest): Promise<T | undefined> {
    try {
      return await this.request<T>(request)
    } catch (error) {
      if (error instanceof ApiError && error.isNotFound) return undefined
      throw error
    }
  }

  async #once<T>(request: ApiRequest): Promise<{ status: number; body: T }> {
    const { method = 'GET', path, timeoutMs = DEFAULT_TIMEOUT_MS } = request
    const started = performance.now()
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
    let response: IncomingMessage
    let text: string
    try {
      response = await this.open({ ...request, signal })
      text = await readAll(response)
    } catch (error) {
      this.#options.onAnswer?.({ method, status: 0, ms: performance.now() - started })
      if (request.signal?.aborted) throw error
      throw unreachable(this.connection, error, timeout.aborted ? timeoutMs : undefined)
    }
    const status = response.statusCode ?? 0
    this.#options.onAnswer?.({ method, status, ms: performance.now() - started })
    if (status >= 400) throw refusal(status, text, response, `${method.toLowerCase()} ${path}`)
    try {
      return { status, body: (text === '' ? undefined : JSON.parse(text)) as T }
    } catch (error) {
      throw unreachable(this.connection, error)
    }
  }

  /** As `open`, and counted as one request, however long it lasts. */
  async openWatch(request: ApiRequest): Promise<IncomingMessage> {
    const started = performance.now()
    const response = await this.open(request)
    this.#options.onAnswer?.({ method: 'WATCH', status: response.statusCode ?? 0, ms: performance.now() - started })
    return response
  }

  /** Sends a request and returns the answer as it begins to arrive, whatever its status. */
  async open(request: ApiRequest): Promise<IncomingMessage> {
    const { method = 'GET', path, query = {}, body, contentType = 'application/json', accept = 'application/json', as, signal } = request
    const url = new URL(this.connection.server + path)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
    const token = await this.connection.token()
    const payload = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    const headers = {
      accept,
      'user-agent': this.#options.userAgent,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(as !== undefined && { 'impersonate-user': as }),
      ...(payload && { 'content-type': contentType, 'content-length': payload.length }),
    }
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest
    return new Promise((resolve, reject) => {
      const sent = send(url, { method, headers, agent: this.#agent, signal }, resolve)
      sent.on('error', reject)
      sent.end(payload)
    })
  }
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refusal(httpStatus: number, text: string, response: IncomingMessage, what: string): ApiError {
  let status: ApiStatus
  try {
    status = JSON.parse(text) as ApiStatus
  } catch {
    status = { message: text.trim().slice(0, 300) || response.statusMessage }
  }
  const after = Number(response.headers['retry-after'])
  const details = Number.isFinite(after) ? { ...status.details, retryAfterSeconds: after } : status.details
  return new ApiError(httpStatus, { ...status, details }, what)
}

/** Milliseconds until the next try; undefined where it would not help, or might do the same twice. */
function retryDelay(error: unknown, attempt: number, { method = 'GET', contentType }: ApiRequest): number | undefined {
  const jitter = 0.5 + Math.random()
  const backoff = Math.min(200 * 2 ** (attempt - 1), 5_000) * jitter
  if (error instanceof ApiError) {
    const asked = error.status.details?.retryAfterSeconds
    if (error.httpStatus === 429 || error.httpStatus === 503) return Math.min((asked ?? 0) * 1_000, 10_000) + backoff
    // An apply says what it wants whatever the version is.
    if (isRace(error.httpStatus, error.status)) return contentType === 'application/apply-patch+yaml' ? backoff : undefined
    return isTransient(error.httpStatus) && method !== 'POST' ? backoff : undefined
  }
  return error instanceof AIFactoryError && error.code === 'AF8503' && method !== 'POST' ? backoff : undefined
}

function unreachable({ server }: Connection, cause: unknown, timeoutMs?: number): AIFactoryError {
  const why = timeoutMs === undefined ? (cause instanceof Error ? cause.message : String(cause)) : `no answer within ${timeoutMs / 1000} s`
  return new AIFactoryError('AF8503', `the API server ${server} cannot be reached: ${why}`, {
    hint: 'Check the address in the kubeconfig, the network, and that the cluster runs.',
    retryable: true,
    cause,
  })
}
