import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inferRequest, servedModels } from './fixtures/served-models.js'
import { ServerProcess } from './fixtures/server-process.js'

// The real server, in its own process, with real models: how it starts, changes and stops.
const served = servedModels()

test('moves to another version under load without failing a request', async () => {
  const server = await served.start()
  const seen = new Set<string | null>()
  let running = true
  let failures = 0
  const client = async (name: number) => {
    for (let i = 0; running; i++) {
      const { status, version } = await server.infer(inferRequest(`${name}-${i}`))
      if (status !== 200) failures++
      seen.add(version)
    }
  }
  const clients = Array.from({ length: 8 }, (_, i) => client(i))
  for (let generation = 2; generation <= 7; generation++) {
    const version = 1 + (generation % 2)
    server.configure(
      served.config({ generation, models: served.both().filter((each) => each.version !== version), route: { primary: 3 - version } }),
    )
    await server.until((status) => status.generation === generation && status.versions.length === 1)
  }
  running = false
  await Promise.all(clients)
  expect(failures).toBe(0)
  expect(seen).toEqual(new Set(['1', '2']))
})

test('refuses what it cannot use, says why, and goes on as before', async () => {
  const server = await served.start()
  const still = async () => {
    expect((await server.infer(inferRequest('a'))).version).toBe('1')
    return (await server.status()).generation
  }
  server.configure('{ not json')
  expect((await server.until(({ message }) => message !== undefined)).message).toMatch(/^AF8110: .*not JSON/)
  expect(await still()).toBe(1)
  server.configure(
    served.config({ generation: 2, models: [{ version: 2, digest: served.one.digest, dir: served.two.dir }], route: { primary: 2 } }),
  )
  const failed = await server.until(({ versions }) => versions.some(({ state }) => state === 'failed'))
  expect(failed.message).toMatch(/generation 2 waits for version 2, which cannot be loaded: .*sha256/)
  expect(await still()).toBe(1)
  server.configure(served.config({ generation: 3, host: '0.0.0.0' }))
  await server.until(({ message }) => message?.startsWith('AF8111') ?? false)
  expect(await still()).toBe(1)
  server.configure(served.config({ generation: 4, port: server.port, models: served.both(), route: { primary: 2 } }))
  await server.until(({ generation, message }) => generation === 4 && message === undefined)
  expect((await server.infer(inferRequest('a'))).version).toBe('2')
})

test('asks for the token where the configuration names one', async () => {
  const server = await served.start({ auth: { type: 'bearer', tokenEnv: 'SERVE_TOKEN' } }, { SERVE_TOKEN: 's3cret' })
  const as = async (authorization?: string) =>
    (await server.infer(inferRequest('a'), { headers: authorization ? { authorization } : {} })).status
  expect([await as(), await as('Bearer wrong'), await as('Basic s3cret'), await as('Bearer s3cret')]).toEqual([401, 401, 401, 200])
  expect((await server.fetch('/v2/health/ready')).status).toBe(200)
})

test('gives up on an answer after the time limit', async () => {
  const server = await served.start({ timeoutMs: 50, batching: { maxBatchSize: 32, maxDelayMs: 10_000 } })
  const { status, body } = await server.infer(inferRequest('slow'))
  expect({ status, error: body.error }).toEqual({ status: 504, error: 'no answer within 50 ms' })
  await server.status('?flush=1')
  expect(served.readLog()).toMatchObject([{ id: 'slow', status: 'error', prediction: null, error: 'no answer within 50 ms' }])
})

test('on SIGTERM finishes what is under way, writes the log and exits with 0', async () => {
  const server = await served.start({ batching: { maxBatchSize: 32, maxDelayMs: 300 } })
  const answers = Array.from({ length: 5 }, (_, i) => server.infer(inferRequest(`r${i}`)))
  const metric = async () => (await (await server.fetch('/metrics')).text()).includes('aifactory_requests_in_flight 5')
  while (!(await metric()));
  const from = performance.now()
  const { code } = await server.stop()
  // Long before the time limit: connections are closed as they become idle.
  expect(performance.now() - from).toBeLessThan(4000)
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(code).toBe(0)
  expect(served.readLog()).toHaveLength(5)
})

test('serves on when its log cannot be written', async () => {
  writeFileSync(join(served.folder, 'log'), 'a file where the folder should be')
  const server = await served.start()
  expect((await server.infer(inferRequest('a'))).status).toBe(200)
  expect(await server.status('?flush=1')).toMatchObject({
    ready: true,
    loggedUntil: false,
    message: expect.stringContaining('cannot be written'),
  })
  rmSync(join(served.folder, 'log'))
  expect(await server.status('?flush=1')).toMatchObject({ loggedUntil: true })
  expect(served.readLog()).toMatchObject([{ id: 'a' }])
})

test('a port in use is one line and exit code 1, a bad configuration too', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const taken = await ServerProcess.spawn(served.bundle, served.folder, served.config({ port })).exited
  other.close()
  expect(taken.code).toBe(1)
  expect(taken.stderr.split('\n').filter((line) => !line.startsWith('{'))).toEqual([
    expect.stringMatching(new RegExp(`^AF8001 port ${port} `)),
    '',
  ])
  const bad = await ServerProcess.spawn(served.bundle, served.folder, { generation: 1 }).exited
  expect(bad.code).toBe(1)
  expect(bad.stderr).toMatch(/^AF8110 /m)
})
