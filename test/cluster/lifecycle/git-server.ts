import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Serves the git repositories below a folder over HTTP, as git itself does behind a web server. */
export function serveGit(folder: string): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_ADDR: '127.0.0.1',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    request.pipe(child.stdin)
    child.stdin.on('error', () => {})
    let head = Buffer.alloc(0)
    let begun = false
    child.stdout.on('data', (chunk: Buffer) => {
      if (begun) return response.write(chunk)
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return undefined
      begun = true
      const lines = head.subarray(0, end).toString().split('\r\n')
      const headers: Record<string, string> = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)))
      const { Status: status = '200', ...rest } = headers
      response.writeHead(Number.parseInt(status, 10), rest)
      return response.write(head.subarray(end + 4))
    })
    child.on('close', () => response.end())
  })
  return new Promise((resolve) =>
    server.listen(0, '0.0.0.0', () => resolve({ port: (server.address() as AddressInfo).port, close: () => void server.close() })),
  )
}
