import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { AIFactoryError } from '../../schema/diagnostic.js'

/**
 * An HTTP server with its limits: slow or oversized headers, and bodies that take too long, are cut off. Idle connections live
 * longer than those of the usual load balancers (60 s), so that the balancer is the one that closes them.
 */
export function createListener(handler: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 5_000,
    },
    handler,
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket as Socket))
  return server
}

/**
 * Listens and gives the port, which the system picks for port 0.
 * @throws AIFactoryError AF8001 where the port is in use, AF8102 where the address cannot be listened on.
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen({ host, port, backlog: 1024 }, resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): AIFactoryError {
  if (error.code === 'EADDRINUSE') {
    return new AIFactoryError('AF8001', `port ${port} on ${host} is in use by another program`, {
      hint: 'Choose another port for the endpoint, or 0 for any free one.',
    })
  }
  return new AIFactoryError('AF8102', `cannot listen on ${host} port ${port}: ${error.message}`)
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = STATUS[error.code ?? ''] ?? '400 Bad Request'
  const body = JSON.stringify({ error: `the request is not understood: ${status.slice(4)}` })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
