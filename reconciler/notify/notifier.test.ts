import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import type { Notification } from '../../schema/generated/aifactory.js'
import { authenticate } from '../source/webhook/authenticate.js'
import type { FactoryEvent } from '../store/store.js'
import { postJson, Refused, withRetries } from './http-post.js'
import { Notifier, type NotifierOptions } from './notifier.js'

const COMMIT = 'c'.repeat(40)
const revision = { id: COMMIT, message: 'Change', author: 'Ann' }
const drift: FactoryEvent = { id: 1, at: 0, kind: 'drift', subject: 'watch', message: 'temp <1 & wind', level: 'warn' }
const promoted: FactoryEvent = {
  id: 2,
  at: 0,
  kind: 'promoted',
  subject: 'api',
  message: 'version 2',
  level: 'good',
  facts: { version: 2 },
}

interface Received {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
let server: Server
let base: string
let received: Received[]
let answers: number[]

/** Takes what it is sent, and answers as it is told to; otherwise as GitHub does. */
beforeEach(async () => {
  ;[received, answers] = [[], []]
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    received.push({ url: request.url ?? '', headers: request.headers as Record<string, string>, body })
    response.writeHead(answers.shift() ?? 201, { 'content-type': 'application/json' }).end(JSON.stringify({ id: 77 }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => server.close())

function notifierOf(notifications: Factory['notifications'], secrets: Record<string, string>, options: Partial<NotifierOptions> = {}) {
  const problems: string[] = []
  const factory = { name: 'flights', target: 'prod', notifications } as unknown as Factory
  const it = new Notifier({
    secretOf: ({ name, key }) => secrets[`${name}/${key}`],
    nameOf: ({ name, key }) => `${name}/${key}`,
    onProblem: (message) => problems.push(message),
    post: withRetries(postJson, async () => {}),
    ...options,
  })
  return { problems, factory, it, tell: (event: FactoryEvent) => it.tell(event, factory, revision) }
}
const slack: Notification = { to: 'slack', on: ['drift'], secretRef: { name: 'slack', key: 'url' }, channel: '#ops' }
const hook: Notification = { to: 'webhook', on: ['drift', 'promoted'], secretRef: { name: 'hook', key: 'url' } }
const github: Notification = {
  to: 'github',
  on: ['drift', 'promoted', 'rolled_back', 'reconcile_failed'],
  secretRef: { name: 'gh', key: 'token' },
  channel: 'team/flights',
}

describe('notifications', () => {
  it('go to those who asked for the kind of event, escaped for Slack', async () => {
    const { tell, problems } = notifierOf([slack, hook], { 'slack/url': `${base}/slack`, 'hook/url': `${base}/hook` })
    await tell(drift)
    await tell({ ...drift, kind: 'registered' })
    const bodies = Object.fromEntries(received.map(({ url, body }) => [url, JSON.parse(body) as object]))
    expect(bodies).toEqual({
      '/slack': { text: '*flights* watch, drift: temp &lt;1 &amp; wind', channel: '#ops' },
      '/hook': {
        factory: 'flights',
        ...drift,
        at: '1970-01-01T00:00:00.000Z',
        revision: COMMIT,
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    })
    expect(problems).toEqual([])
  })

  it('to a webhook are signed as our own receiver asks for it', async () => {
    const key = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`
    const now = Date.parse('2026-01-01T00:00:00Z')
    const { tell } = notifierOf([hook], { 'hook/url': base, 'hook/signing-key': key }, { now: () => now })
    await tell(drift)
    const { headers = {}, body = '' }: Partial<Received> = received[0] ?? {}
    expect(authenticate({ kind: 'standard', secrets: [key] }, headers, Buffer.from(body), now)).toEqual({
      ok: true,
      id: 'standard aifactory-flights-1-0',
    })
    const expected = createHmac('sha256', 'k'.repeat(32))
      .update(`aifactory-flights-1-0.${now / 1000}.${body}`)
      .digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${expected}`)
  })

  it('to GitHub are a status of the commit, and a deployment of what serves', async () => {
    const { tell } = notifierOf([github], { 'gh/token': 't0ken', 'gh/api-url': base })
    await tell(promoted)
    expect(received.map(({ url }) => url)).toEqual([
      `/repos/team/flights/statuses/${COMMIT}`,
      '/repos/team/flights/deployments',
      '/repos/team/flights/deployments/77/statuses',
    ])
    expect(received.every(({ headers }) => headers.authorization === 'Bearer t0ken')).toBe(true)
    expect(received.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { state: 'success', context: 'aifactory/flights (prod)/api', description: 'version 2' },
      { ref: COMMIT, environment: 'flights (prod)/api', task: 'deploy', auto_merge: false, required_contexts: [], payload: { version: 2 } },
      { state: 'success', auto_inactive: true },
    ])
    received.length = 0
    await tell({ ...drift, kind: 'reconcile_failed', message: 'x'.repeat(200), facts: { commit: 'd'.repeat(40) } })
    expect(received.map(({ url }) => url)).toEqual([`/repos/team/flights/statuses/${'d'.repeat(40)}`])
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ state: 'failure', description: 'x'.repeat(140) })
    received.length = 0
    await tell(drift)
    expect(received).toEqual([])
  })

  it('that may succeed later are sent again with the same number, others not', async () => {
    const { tell, problems } = notifierOf([hook], { 'hook/url': `${base}/secret-path` })
    answers = [503, 429]
    await tell(drift)
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(3).fill('aifactory-flights-1-0'))
    answers = [410]
    await tell(promoted)
    expect(received).toHaveLength(4)
    answers = [500, 500, 500, 500]
    await tell({ ...promoted, message: 'version 3' })
    expect(problems).toEqual([
      'a notification to webhook was not delivered: the receiver answered 410',
      'a notification to webhook was not delivered: the receiver answered 500',
    ])
    expect(problems.join()).not.toContain('secret-path')
  })

  it('say the same once an hour', async () => {
    let now = 0
    const { tell } = notifierOf([hook], { 'hook/url': base }, { now: () => now })
    for (const id of [1, 2, 3]) await tell({ ...drift, id })
    expect(received).toHaveLength(1)
    now = 3_600_000
    await tell({ ...drift, id: 4 })
    expect(received).toHaveLength(2)
  })

  it('say which secret is missing, and which repository, and send the others', async () => {
    const {
      it: notifier,
      factory,
      tell,
    } = notifierOf([slack, hook, { ...github, channel: 'flights' }], { 'hook/url': base, 'gh/token': 't' })
    expect(await notifier.problems(factory)).toEqual([
      'notifications to slack are not sent: slack/url is not set',
      'notifications to github are not sent: channel is not OWNER/REPOSITORY',
    ])
    await tell(drift)
    expect(received).toHaveLength(1)
  })
})

it.each([
  ['http://127.0.0.1:1/secret', true],
  ['not an address', false],
])('what cannot be sent to %s is told without the address', async (url, retryable) => {
  const error = await postJson({ url, body: {} }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(Refused)
  expect(error).toMatchObject({ retryable })
  expect((error as Error).message).not.toContain('secret')
})
