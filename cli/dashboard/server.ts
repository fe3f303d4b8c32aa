import { createHash } from 'node:crypto'
import http from 'node:http'
import { listen } from './listen.js'
import { loadPage, type Page } from './page.js'
import { ReportCache } from './report-cache.js'
import { dashboardState, type StateSources } from './state.js'

const DEFAULT_PORT = 7070

export interface DashboardOptions extends Omit<StateSources, 'reports'> {
  /** The wanted port, 7070 where none is; the next that is free where it is taken. 0 takes any. */
  readonly port?: number
  /** The page; by default as the build made it. */
  readonly page?: Page
}

export interface Dashboard {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves the status page on this machine only: `/` the page, `/api/state` what it shows (see DashboardState), `/healthz`, and for
 * Prometheus `/metrics` and `/api/targets`.
 * It reads the store and never writes.
 * @throws AIFactoryError AF8022 where no port can be opened, AF8023 where the page was not built.
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const page = options.page ?? loadPage()
  const reports = new ReportCache(options.store)
  const sources: StateSources = { ...options, reports: (monitor) => reports.of(monitor) }
  const server = http.createServer((request, response) => void answer(request, response, page, sources))
  const port = await listen(server, options.port ?? DEFAULT_PORT)
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: http.OutgoingHttpHeaders
}

async function answer(request: http.IncomingMessage, response: http.ServerResponse, page: Page, sources: StateSources): Promise<void> {
  const { status, type, body, headers } = await replyTo(request, page, sources)
  const described = status === 304 ? {} : { 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, {
    ...described,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function replyTo({ method, url, headers }: http.IncomingMessage, page: Page, sources: StateSources): Reply | Promise<Reply> {
  const text = (status: number, body: string, more?: http.OutgoingHttpHeaders): Reply => ({
    status,
    type: 'text/plain',
    body,
    headers: more,
  })
  if (!isLocal(headers.host)) return text(421, 'this page answers to 127.0.0.1 and localhost only\n')
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'only GET\n', { allow: 'GET, HEAD' })
  switch (url?.split('?', 1)[0]) {
    case '/':
      return { status: 200, type: 'text/html', body: page.html, headers: { 'content-security-policy': page.policy } }
    case '/healthz':
      return text(200, 'ok\n')
    case '/api/state':
      return stateReply(sources, headers['if-none-match'])
    case '/metrics':
      return guarded('text/plain; version=0.0.4', async () => (await import('./metrics.js')).controlMetrics(sources))
    case '/api/targets':
      return guarded('application/json', async () =>
        JSON.stringify((await import('./metrics.js')).scrapeTargets(sources, headers.host ?? '')),
      )
    default:
      return text(404, 'not found\n')
  }
}

/** An answer that is made of the store, or what went wrong with it. */
async function guarded(type: string, make: () => Promise<string>): Promise<Reply> {
  try {
    return { status: 200, type, body: await make() }
  } catch (error) {
    return { status: 500, type: 'text/plain', body: `${error instanceof Error ? error.message : String(error)}\n` }
  }
}

function stateReply(sources: StateSources, known: string | undefined): Reply {
  const type = 'application/json'
  try {
    const body = JSON.stringify(dashboardState(sources))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    return known === etag ? { status: 304, type, body: '', headers: { etag } } : { status: 200, type, body, headers: { etag } }
  } catch (error) {
    return { status: 500, type, body: JSON.stringify({ error: error instanceof Error ? error.message : String(error) }) }
  }
}

/** Other names that lead here belong to pages elsewhere that try to read this one (DNS rebinding). */
function isLocal(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)
}
