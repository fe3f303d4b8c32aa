import type { IncomingMessage, ServerResponse } from 'node:http'
import { authenticate, type Hook } from './authenticate.js'
import { type PushNotice, pushNotice } from './push-notice.js'
import { SeenDeliveries } from './seen-deliveries.js'

export interface WebhookReceiverOptions {
  /** By the last part of their path: /hooks/NAME. */
  readonly hooks: Readonly<Record<string, Hook>>
  /** Told of a push. It must only take a note: what is to be done is done elsewhere. */
  readonly onPush: (notice: PushNotice, hook: string) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Most bytes of a request's body. */
  readonly maxBytes?: number
  readonly onRefused?: (why: 'signature' | 'time' | 'size' | 'form', hook: string) => void
}

/** GitHub sends up to 25 MB, of which pushes need little. */
const MAX_BYTES = 5 * 1024 * 1024

/** Takes deliveries at /hooks/NAME. A request that nobody has signed learns nothing but that. */
export class WebhookReceiver {
  readonly #options: WebhookReceiverOptions
  readonly #seen = new SeenDeliveries()

  constructor(options: WebhookReceiverOptions) {
    this.#options = options
  }

  /** Answers a request, if it is for a hook; false where it is for something else. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const [, name] = /^\/hooks\/([\w-]{1,64})$/.exec((request.url ?? '').split('?')[0] ?? '') ?? []
    if (name === undefined) return false
    const { status, text } = await this.#answer(name, request)
    const headers = { 'content-type': 'text/plain', ...(status === 413 || status === 408 ? { connection: 'close' } : {}) }
    response.writeHead(status, headers).end(`${text}\n`)
    return true
  }

  async #answer(name: string, request: IncomingMessage): Promise<{ status: number; text: string }> {
    const { hooks, onPush, onRefused, now, maxBytes = MAX_BYTES } = this.#options
    if (request.method !== 'POST') return { status: 405, text: 'only POST is taken' }
    const body = await readBody(request, maxBytes)
    if (body === 'large') {
      onRefused?.('size', name)
      return { status: 413, text: `a delivery has at most ${maxBytes} bytes` }
    }
    if (body === 'broken') return { status: 400, text: 'the delivery is not whole' }
    // A hook that is not there is told like a wrong signature.
    const hook = Object.hasOwn(hooks, name) ? hooks[name] : undefined
    const who = hook ? authenticate(hook, request.headers, body, now()) : ({ ok: false, why: 'signature' } as const)
    if (!who.ok) {
      onRefused?.(who.why, name)
      return { status: 401, text: who.why === 'time' ? 'the delivery is too old, or a clock is wrong' : 'the signature does not fit' }
    }
    const notice = readNotice(body)
    if (notice === 'unreadable') {
      onRefused?.('form', name)
      return { status: 400, text: 'the delivery is not JSON' }
    }
    if (!notice) return { status: 200, text: 'nothing to do' }
    if (!this.#seen.add(`${name} ${who.id}`)) return { status: 200, text: 'seen before' }
    onPush(notice, name)
    return { status: 202, text: 'taken' }
  }
}

function readNotice(body: Buffer): PushNotice | undefined | 'unreadable' {
  try {
    return pushNotice(JSON.parse(body.toString('utf8')))
  } catch {
    return 'unreadable'
  }
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'large' | 'broken'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'large'
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) return 'large'
      chunks.push(chunk)
    }
  } catch {
    return 'broken'
  }
  return Buffer.concat(chunks)
}
