import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PushNotice, pushNotice, repositoryKey } from './push-notice.js'
import { SeenDeliveries } from './seen-deliveries.js'
import { WebhookReceiver } from './webhook-receiver.js'

const PUSH = JSON.stringify({
  ref: 'refs/heads/main',
  after: 'a'.repeat(40),
  repository: { clone_url: 'https://github.com/Team/Flights.git', ssh_url: 'git@github.com:Team/Flights.git' },
})
const NOW = Date.parse('2026-01-01T12:00:00Z')
const KEY = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`

let server: Server
let url: string
let told: PushNotice[]
let refused: string[]

beforeEach(async () => {
  ;[told, refused] = [[], []]
  const receiver = new WebhookReceiver({
    hooks: {
      github: { kind: 'github', secrets: ['new', 'old'] },
      gitlab: { kind: 'gitlab', secrets: ['token'] },
      signed: { kind: 'standard', secrets: [KEY] },
    },
    onPush: (notice) => told.push(notice),
    onRefused: (why) => refused.push(why),
    now: () => NOW,
    maxBytes: 2000,
  })
  server = createServer(async (request, response) => {
    if (!(await receiver.handle(request, response))) response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => server.close())

const github = (body: string, secret: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  'x-github-delivery': 'd1',
})
function signed(body: string, { id = 'msg_1', at = NOW, key = 'k'.repeat(32) } = {}): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,AAAA v1,${signature}` }
}
const post = async (hook: string, body: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(`${url}/hooks/${hook}`, { method: 'POST', body, headers })).status

describe('a delivery', () => {
  it('of GitHub counts with its signature, by the new secret or the old', async () => {
    expect(await post('github', PUSH, github(PUSH, 'old'))).toBe(202)
    expect(told).toEqual([{ repositories: ['github.com/team/flights'], ref: 'refs/heads/main' }])
    const other = PUSH.replace('main', 'dev')
    expect(await post('github', other, github(other, 'new'))).toBe(202)
    expect(await post('github', PUSH, github(other, 'new'))).toBe(401)
    expect(await post('github', PUSH, github(PUSH, 'wrong'))).toBe(401)
    expect(await post('github', PUSH, {})).toBe(401)
    expect(told).toHaveLength(2)
  })

  it('that is sent again does nothing, also under another number', async () => {
    expect(await post('github', PUSH, github(PUSH, 'new'))).toBe(202)
    expect(await post('github', PUSH, github(PUSH, 'new'))).toBe(200)
    expect(await post('github', PUSH, { ...github(PUSH, 'new'), 'x-github-delivery': 'd2' })).toBe(200)
    expect(told).toHaveLength(1)
  })

  it('of GitLab counts with its token', async () => {
    const body = JSON.stringify({
      object_kind: 'push',
      ref: 'refs/heads/main',
      project: { git_http_url: 'https://gitlab.example.com/a/b/c.git' },
    })
    expect(await post('gitlab', body, { 'x-gitlab-token': 'token' })).toBe(202)
    expect(told[0]?.repositories).toEqual(['gitlab.example.com/a/b/c'])
    for (const wrong of ['tokem', 'tokentoken', 'toke', ''])
      expect(await post('gitlab', body, { 'x-gitlab-token': wrong }), wrong).toBe(401)
  })

  it('with a signing token counts within five minutes, once', async () => {
    const body = JSON.stringify({ repository: 'ssh://git@example.com:2222/team/x.git' })
    expect(await post('signed', body, signed(body))).toBe(202)
    expect(await post('signed', body, signed(body))).toBe(200)
    expect(await post('signed', body, signed(body, { id: 'msg_2', at: NOW - 299_000 }))).toBe(202)
    expect(await post('signed', body, signed(body, { id: 'msg_3', at: NOW - 301_000 }))).toBe(401)
    expect(await post('signed', body, signed(body, { id: 'msg_4', at: NOW + 301_000 }))).toBe(401)
    expect(await post('signed', body, { ...signed(body), 'webhook-id': 'msg_5' })).toBe(401)
    expect(await post('signed', body, { ...signed(body), 'webhook-timestamp': 'NaN' })).toBe(401)
    expect(await post('signed', body, signed(body, { id: 'msg_6', key: 'other' }))).toBe(401)
    expect(told.map(({ repositories }) => repositories)).toEqual([['example.com/team/x'], ['example.com/team/x']])
    expect(refused).toEqual(['time', 'time', 'signature', 'signature', 'signature'])
  })

  it('that is no push, no JSON or for no hook does nothing', async () => {
    const ping = JSON.stringify({ zen: 'x', repository: { clone_url: 'https://github.com/a/b' } })
    expect(await post('github', ping, github(ping, 'new'))).toBe(200)
    expect(await post('github', '{', github('{', 'new'))).toBe(400)
    expect(await post('github', '[null]', github('[null]', 'new'))).toBe(200)
    expect(await post('none', PUSH, github(PUSH, 'new'))).toBe(401)
    expect(await post('__proto__', PUSH, github(PUSH, 'new'))).toBe(401)
    expect((await fetch(`${url}/hooks/github`)).status).toBe(405)
    expect((await fetch(`${url}/other`, { method: 'POST' })).status).toBe(404)
    expect(told).toEqual([])
  })

  it('that is too large is not read to its end', async () => {
    const large = 'x'.repeat(3000)
    expect(await post('github', large, github(large, 'new'))).toBe(413)
    const sent = httpRequest(`${url}/hooks/github`, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } })
    sent.on('error', () => {})
    const answered = once(sent, 'response') as Promise<[{ statusCode: number }]>
    for (let i = 0; i < 3; i++) sent.write('x'.repeat(1000))
    expect((await answered)[0].statusCode).toBe(413)
    sent.destroy()
    expect(refused).toEqual(['size', 'size'])
  })
})

it('deliveries are remembered in bounded memory, the newest longest', () => {
  const seen = new SeenDeliveries(3)
  for (const id of ['a', 'b', 'c', 'd']) expect(seen.add(id)).toBe(true)
  expect(['b', 'c', 'd'].map((id) => seen.add(id))).toEqual([false, false, false])
  expect(seen.add('a')).toBe(true)
})

it.each([
  ['https://github.com/Team/Flights.git', 'github.com/team/flights'],
  ['git@github.com:team/flights.git', 'github.com/team/flights'],
  ['ssh://git@example.com:2222/team/x', 'example.com/team/x'],
  ['https://example.com:8443/team/x/', 'example.com/team/x'],
  ['nonsense', undefined],
  ['https://example.com', undefined],
])('the repository %s is %s', (address, key) => {
  expect(repositoryKey(address)).toBe(key)
})

it.each([[undefined], [null], [7], ['text'], [{}], [{ ref: 'refs/heads/main' }], [{ ref: 1, repository: { url: 2 } }]])(
  '%j is no push',
  (payload) => {
    expect(pushNotice(payload)).toBeUndefined()
  },
)
