import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Connection } from '../../../reconciler/platforms/kubernetes/client/connection.js'

/** What is done with a request instead of passing it on: true where it was answered, or its connection broken. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean

export interface FaultyServer {
  readonly connection: Connection
  fault: Fault | undefined
  /** Breaks every watch that is open. */
  breakWatches(): void
  close(): Promise<void>
}

/** Stands before an API server, and does wrong by it. */
export async function faultyServer(upstream: Connection): Promise<FaultyServer> {
  const agent = new Agent({ keepAlive: true, ...upstream.tls })
  const watches = new Set<ServerResponse>()
  const http = createServer((request, response) => {
    if (server.fault?.(request, response)) return
    const sent = httpsRequest(upstream.server + request.url, { agent, method: request.method, headers: withoutHost(request) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
      if (request.url?.includes('watch=true')) {
        watches.add(response)
        response.once('close', () => {
          watches.delete(response)
          answer.destroy()
        })
      }
    })
    sent.on('error', () => response.destroy())
    request.pipe(sent)
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server: FaultyServer = {
    connection: { ...upstream, server: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, tls: {} },
    fault: undefined,
    breakWatches() {
      for (const response of watches) response.destroy()
    },
    async close() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      agent.destroy()
    },
  }
  return server
}

export function refuse(response: ServerResponse, code: number, reason: string, headers: Record<string, string> = {}): true {
  response.writeHead(code, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason }))
  return true
}

function withoutHost({ headers }: IncomingMessage): IncomingMessage['headers'] {
  const { host: _, ...rest } = headers
  return rest
}
