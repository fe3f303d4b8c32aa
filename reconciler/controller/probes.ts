import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

export interface Probes {
  /** Why the controller should be started anew; undefined while it lives. */
  readonly unhealthy: () => string | undefined
  /** Whether it does its part: a replica that waits for the lease does. */
  readonly ready: () => boolean
  readonly metrics: () => Promise<string>
}

/** GET /healthz, /readyz and /metrics, on all addresses of the pod. */
export async function serveProbes(port: number, { unhealthy, ready, metrics }: Probes): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string): void =>
      void response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(text)
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'only GET\n')
    switch (request.url?.split('?')[0]) {
      case '/healthz': {
        const why = unhealthy()
        return answer(why === undefined ? 200 : 500, `${why ?? 'ok'}\n`)
      }
      case '/readyz':
        return answer(ready() ? 200 : 503, ready() ? 'ok\n' : 'not ready\n')
      case '/metrics':
        return void metrics().then(
          (text) => answer(200, text),
          () => answer(500, 'metrics cannot be collected\n'),
        )
      default:
        return answer(404, 'there is /healthz, /readyz and /metrics\n')
    }
  }).listen(port)
  await once(server, 'listening')
  return { port: portOf(server), close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()) }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
