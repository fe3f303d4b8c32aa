import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { gitHubAppCredentials } from './github-app.js'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string
const START = Date.parse('2026-01-01T00:00:00Z')

let server: Server
let apiUrl: string
let now: number
let issued: number
let answer: { status: number; body?: object } | undefined
let problems: string[]

/** Does what GitHub does: looks at who asks, and gives tokens for an hour. */
beforeEach(async () => {
  ;[now, issued, answer, problems] = [START, 0, undefined, []]
  server = createServer((request, response) => {
    const [head = '', claims = '', signature = ''] = (request.headers.authorization ?? '').replace('Bearer ', '').split('.')
    const { iat, exp, iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number; exp: number; iss: string }
    if (request.method !== 'POST' || request.url !== '/app/installations/77/access_tokens')
      problems.push(`${request.method} ${request.url}`)
    if (
      !verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
        Buffer.from(signature, 'base64url'),
      )
    )
      problems.push('signature')
    if (iss !== '4711' || iat * 1000 > now || exp * 1000 < now || exp - iat > 600) problems.push('claims')
    const body = answer?.body ?? { token: `ghs_${++issued}`, expires_at: new Date(now + 3_600_000).toISOString() }
    response.writeHead(answer?.status ?? 201, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.close()
  expect(problems).toEqual([])
})

const credentials = (parts: object = {}) =>
  gitHubAppCredentials({ appId: '4711', installationId: '77', privateKey: pem, apiUrl, now: () => now, ...parts })

it('asks for a token once, however many need it, and again before it expires', async () => {
  const source = credentials()
  const [first, second] = await Promise.all([source(), source()])
  expect(first).toEqual({ kind: 'basic', username: 'x-access-token', password: 'ghs_1' })
  expect(second).toEqual(first)
  now += 54 * 60_000
  expect(await source()).toMatchObject({ password: 'ghs_1' })
  now += 2 * 60_000
  expect(await source()).toMatchObject({ password: 'ghs_2' })
})

it.each([
  [404, { message: 'Integration not found' }, 'AF8415', false],
  [401, { message: 'A JSON web token could not be decoded' }, 'AF8415', false],
  [502, {}, 'AF8402', true],
  [429, {}, 'AF8402', true],
  [201, { token: 7 }, 'AF8415', false],
])('tells the answer %i apart, and asks anew', async (status, body, code, retryable) => {
  const source = credentials()
  answer = { status, body }
  await expect(source()).rejects.toMatchObject({ code, retryable })
  answer = undefined
  expect(await source()).toMatchObject({ password: 'ghs_1' })
})

it('is refused at once with a key that is none, or of another kind', () => {
  const ed = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  for (const parts of [{ privateKey: 'nonsense' }, { privateKey: ed }, { installationId: '7/../8' }])
    expect(() => credentials(parts)).toThrow(expect.objectContaining({ code: 'AF8415' }))
})

it('is transient where nobody answers', async () => {
  await expect(credentials({ apiUrl: 'http://127.0.0.1:1' })()).rejects.toMatchObject({ code: 'AF8402', retryable: true })
})
