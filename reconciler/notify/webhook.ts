import { createHmac } from 'node:crypto'
import { correlation } from '../trace/correlation.js'
import type { HttpRequest } from './http-post.js'
import { deliveryId, type Message } from './message.js'

/**
 * A delivery of the kind that Standard Webhooks describes: `webhook-id` and `webhook-timestamp`, and with a key `webhook-signature`,
 * the HMAC-SHA256 of both and the body. A key may be written as whsec_BASE64.
 */
export function webhookRequest(url: string, message: Message, key: string | undefined, now: number): HttpRequest {
  const { event, factory, revision } = message
  const body = JSON.stringify({
    factory: factory.name,
    ...event,
    at: new Date(event.at).toISOString(),
    revision: revision?.id ?? null,
    traceId: revision ? correlation(factory.name, revision.id).traceId : null,
  })
  const [id, timestamp] = [deliveryId(message), String(Math.floor(now / 1000))]
  const headers: Record<string, string> = { 'webhook-id': id, 'webhook-timestamp': timestamp }
  if (key !== undefined) {
    const bytes = key.startsWith('whsec_') ? Buffer.from(key.slice('whsec_'.length), 'base64') : key
    headers['webhook-signature'] = `v1,${createHmac('sha256', bytes).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  }
  return { url, headers, body }
}
