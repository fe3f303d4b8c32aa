import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GitServer {
  /** Where repositories below the root are, such as http://127.0.0.1:1234. */
  readonly url: string
  /** Method and path of every request, in order. */
  readonly requests: string[]
  /** Authorization headers, in order; empty where there was none. */
  readonly authorizations: string[]
  /** What is done with requests from now on, instead of answering them. True where it has answered. */
  fault?: (request: IncomingMessage, response: ServerResponse) => boolean
  close(): Promise<void>
}

export interface GitServerOptions {
  /** Folder of repositories. */
  readonly root: string
  /** Asks for this name and password. */
  readonly basic?: { readonly username: string; readonly password: string }
  /** Takes pushes as well, from everyone who may read. */
  readonly push?: boolean
}

/** Git's own `http-backend` behind node:http, on a port of 127.0.0.1. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const requests: string[] = []
  const authorizations: string[] = []
  const expected = options.basic && `Basic ${Buffer.from(`${options.basic.username}:${options.basic.password}`).toString('base64')}`
  const http = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    authorizations.push(request.headers.authorization ?? '')
    if (server.fault?.(request, response)) return
    if (expected !== undefined && request.headers.authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('who are you?')
      return
    }
    backend(options, request, response)
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server: GitServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    authorizations,
    async close() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
  return server
}

/** Speaks CGI with git http-backend. */
function backend({ root, push }: GitServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const child = spawn('git', ['-c', `http.receivepack=${push ?? false}`, 'http-backend'], {
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'test',
      REMOTE_ADDR: '127.0.0.1',
    },
  })
  child.stdin.on('error', () => {})
  request.pipe(child.stdin)
  let head = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    child.stdout.off('data', onData)
    const lines = head
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.split(/:\s*/, 2))
    const fields = Object.fromEntries(lines.map(([name = '', value = '']) => [name.toLowerCase(), value]))
    const { status = '200', ...headers } = fields
    response.writeHead(Number.parseInt(status, 10), headers)
    response.write(head.subarray(end + 4))
    child.stdout.pipe(response)
  }
  child.stdout.on('data', onData)
  child.on('close', () => {
    if (!response.headersSent) response.writeHead(500)
    response.end()
  })
}
