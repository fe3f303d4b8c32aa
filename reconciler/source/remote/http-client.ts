import http from 'node:http'
import https from 'node:https'
import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git'

export interface HttpLimits {
  readonly maxBytes: number
  readonly timeoutMs: number
}

export interface HttpClientOptions {
  /** Scheme, host and port that the credentials are for. */
  readonly origin: string
  readonly basic?: { readonly username: string; readonly password: string }
  readonly caBundle?: string
  readonly limits: HttpLimits
  /** Whether plain http may be followed. */
  readonly insecure: boolean
}

const MOST_REDIRECTS = 5

/**
 * What isomorphic-git sends requests by: within limits of time and size, and with credentials for one origin, which a redirect
 * to another does not get.
 */
export function httpClient(options: HttpClientOptions): HttpClient {
  /** Where the repository was found to be, so that what follows a redirected listing goes there too. */
  let moved: { from: string; to: string } | undefined
  return {
    async request(request: GitHttpRequest): Promise<GitHttpResponse> {
      const body = request.body ? await collect(request.body) : undefined
      let url = moved && request.url.startsWith(moved.from) ? moved.to + request.url.slice(moved.from.length) : request.url
      const asked = url
      for (let redirects = 0; ; redirects++) {
        const response = await send(url, { ...request, body: undefined }, body, options)
        const location = response.headers?.location
        const follows = response.statusCode >= 300 && response.statusCode < 400 && location !== undefined
        if (!follows) {
          moved ??= baseOfMove(asked, url)
          return response
        }
        if (body !== undefined || redirects === MOST_REDIRECTS) throw new Error('the server redirects without end, or what is sent to it')
        url = new URL(location, url).href
      }
    },
  }
}

const LISTING = '/info/refs?service=git-upload-pack'

function baseOfMove(asked: string, answered: string): { from: string; to: string } | undefined {
  if (asked === answered || !asked.endsWith(LISTING) || !answered.endsWith(LISTING)) return undefined
  return { from: asked.slice(0, -LISTING.length), to: answered.slice(0, -LISTING.length) }
}

function send(url: string, request: GitHttpRequest, body: Buffer | undefined, options: HttpClientOptions): Promise<GitHttpResponse> {
  const { protocol, origin } = new URL(url)
  if (protocol !== 'https:' && !(protocol === 'http:' && options.insecure)) throw new Error(`transport '${protocol}' not allowed`)
  const headers: Record<string, string> = { ...request.headers }
  if (body) headers['content-length'] = String(body.length)
  if (options.basic && origin === new URL(options.origin).origin) {
    headers.authorization = `Basic ${Buffer.from(`${options.basic.username}:${options.basic.password}`).toString('base64')}`
  }
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(options.limits.timeoutMs)
    const sent = (protocol === 'https:' ? https : http).request(url, {
      method: request.method ?? 'GET',
      headers,
      signal,
      ca: options.caBundle,
    })
    sent.on('error', (error) => reject(signal.aborted ? new Error(`no answer within ${options.limits.timeoutMs / 1000} s`) : error))
    sent.on('response', (response) => {
      resolve({
        url,
        method: request.method,
        statusCode: response.statusCode ?? 0,
        statusMessage: response.statusMessage ?? '',
        headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
        body: limited(response, options.limits.maxBytes),
      })
    })
    sent.end(body)
  })
}

async function* limited(response: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterableIterator<Uint8Array> {
  let size = 0
  for await (const chunk of response) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`what it sends is larger than ${maxBytes} bytes`)
    yield chunk
  }
}

async function collect(body: AsyncIterableIterator<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  // isomorphic-git gives an array where its types say an iterator.
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
