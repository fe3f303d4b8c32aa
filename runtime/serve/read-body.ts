import type { IncomingMessage } from 'node:http'

export interface BodyEvents {
  done(body: string): void
  /** The body is larger than the limit; the rest of it is not read. */
  tooLarge(): void
}

/** Reads a request's body as UTF-8. Says nothing where the caller goes away. */
export function readBody(request: IncomingMessage, limit: number, events: BodyEvents): void {
  let first: Buffer | undefined
  let more: Buffer[] | undefined
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > limit) {
      if (length - chunk.length <= limit) events.tooLarge()
      first = more = undefined
    } else if (!first) first = chunk
    else if (more) more.push(chunk)
    else more = [first, chunk]
  })
  request.on('end', () => {
    if (length <= limit) events.done(more ? Buffer.concat(more).toString() : first ? first.toString() : '')
  })
}
