import { createHash } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledSources, NOW, reportOf } from './fixtures/filled-store.js'
import { composePage } from './page.js'
import { type Dashboard, startDashboard } from './server.js'
import type { DashboardState } from './view-model.js'

const SCRIPT = 'document.title = "x"'
let sources: ReturnType<typeof filledSources>
let dashboard: Dashboard

beforeEach(async () => {
  sources = filledSources()
  dashboard = await startDashboard({ ...sources, port: 0, page: composePage(SCRIPT, 'body { color: red }') })
})
afterEach(async () => {
  await dashboard.close()
  sources.remove()
})

const stateOf = async (): Promise<DashboardState> => (await (await fetch(`${dashboard.url}/api/state`)).json()) as DashboardState

test('the page holds all it needs and may load nothing else', async () => {
  const response = await fetch(dashboard.url)
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`)
  expect(policy).toContain("require-trusted-types-for 'script'")
  const html = await response.text()
  expect(html).toContain(`<script type="module">${SCRIPT}</script>`)
  expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="data:,"'])
})

test('a script that would end its element is refused', () => {
  expect(() => composePage('"</script>"', '')).toThrow()
  expect(() => composePage('', '</style >')).toThrow()
})

describe('the state', () => {
  test('is JSON with a tag, and not sent again while nothing has changed', async () => {
    const response = await fetch(`${dashboard.url}/api/state`)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(((await response.json()) as DashboardState).factory?.name).toBe('flight-delays')
    const tag = response.headers.get('etag') ?? ''
    const again = await fetch(`${dashboard.url}/api/state`, { headers: { 'if-none-match': tag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    sources.store.addEvent({ at: NOW, kind: 'drift', subject: 's', message: 'm', level: 'warn' })
    const changed = await fetch(`${dashboard.url}/api/state`, { headers: { 'if-none-match': tag } })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(tag)
  })

  test('has a check as soon as it is stored', async () => {
    expect((await stateOf()).monitors[0]?.checks).toHaveLength(3)
    sources.store.putReport('delay-drift', 4, reportOf(4, 0.1))
    sources.store.putDocument('monitor', 'delay-drift', { seen: 4, version: 2, streaks: {}, acted: {} })
    expect((await stateOf()).monitors[0]?.checks).toHaveLength(4)
  })

  test('that cannot be read is a message, not a crash', async () => {
    sources.store.putDocument('endpoint', 'delay-api', null)
    sources.store.putDocument('training', 'late-arrival', { history: 3 })
    const response = await fetch(`${dashboard.url}/api/state`)
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ error: expect.any(String) })
    expect((await fetch(`${dashboard.url}/healthz`)).status).toBe(200)
  })
})

test.each([
  ['GET', '/healthz', {}, 200],
  ['HEAD', '/', {}, 200],
  ['GET', '/api/state?x=1', {}, 200],
  ['GET', '/api/other', {}, 404],
  ['GET', '/../package.json', {}, 404],
  ['POST', '/api/state', {}, 405],
  ['GET', '/', { host: 'attacker.example' }, 421],
  ['GET', '/', { host: 'localhost:1' }, 200],
] as const)('%s %s with %o is %i', async (method, path, headers, status) => {
  expect(await statusOf(method, path, headers)).toBe(status)
})

function statusOf(method: string, path: string, headers: http.OutgoingHttpHeaders): Promise<number | undefined> {
  const { hostname, port } = new URL(dashboard.url)
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', reject).end()
  })
}

test('a port that is taken gives way to another, on this machine only', async () => {
  const other = http.createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const second = await startDashboard({ ...sources, port, page: composePage('', '') })
  try {
    expect(new URL(second.url).hostname).toBe('127.0.0.1')
    expect(Number(new URL(second.url).port)).not.toBe(port)
    expect((await fetch(`${second.url}/healthz`)).status).toBe(200)
  } finally {
    await second.close()
    other.close()
  }
  await expect(fetch(`${second.url}/healthz`)).rejects.toThrow()
})
