import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ModelManifest, ServingConfig } from '../../schema/generated/jobs.js'
import { openStoreFile, storeKey } from '../features/online-store-file.js'
import { bundleServer, parseLog, ServerProcess } from './fixtures/server-process.js'
import { type TinyModel, writeTinyModel } from './fixtures/tiny-model.js'

// The real server, in its own process, with real models.
type Input = ModelManifest['inputs'][number]
const text: Input = { name: 'carrier', type: 'string', from: 'request', datatype: 'string' }
const number = (name: string, from = 'request'): Input => ({ name, type: 'float64', from, datatype: 'float32' })
const NOON = '2013-06-01T12:00:00Z'

let bundle: string
let models: string
let one: TinyModel
let two: TinyModel
let classes: TinyModel
let folder: string
const started: ServerProcess[] = []

beforeAll(async () => {
  bundle = await bundleServer()
  models = mkdtempSync(join(tmpdir(), 'serve-models-'))
  const inputs = { texts: [text], numbers: [number('distance'), number('late_share', 'history')], hidden: [8] }
  one = writeTinyModel(join(models, '1'), { ...inputs, seed: 1 })
  two = writeTinyModel(join(models, '2'), { ...inputs, seed: 2 })
  classes = writeTinyModel(join(models, '3'), {
    texts: [],
    numbers: [number('distance')],
    hidden: [4],
    seed: 3,
    task: 'multiclass_classification',
  })
})
afterAll(() => {
  ServerProcess.remove(bundle)
  rmSync(models, { recursive: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'))
  const store = openStoreFile(join(folder, 'online.db'))
  const insert = store.prepare('INSERT INTO features VALUES (?, ?, ?, ?, ?)')
  for (const [time, share] of [
    ['2013-06-01T00:00:00Z', 0.25],
    ['2013-06-02T00:00:00Z', 0.75],
  ] as const) {
    insert.run('history', storeKey(['UA']), Date.parse(time), Date.parse(time), JSON.stringify({ late_share: share }))
  }
  store.close()
})
afterEach(async () => {
  for (const server of started.splice(0)) {
    server.kill('SIGKILL')
    await server.exited
  }
  rmSync(folder, { recursive: true })
})

function config(changes: Partial<ServingConfig> = {}): ServingConfig {
  return {
    generation: 1,
    endpoint: 'e',
    model: 'm',
    host: '127.0.0.1',
    port: 0,
    threads: 1,
    models: [{ version: 1, digest: one.digest, dir: one.dir }],
    route: { primary: 1 },
    onlineStore: join(folder, 'online.db'),
    views: [{ name: 'history', joinKeys: [{ name: 'carrier', type: 'string' }], features: ['late_share'] }],
    logColumns: [{ name: 'flight', type: 'int64' }],
    batching: { maxBatchSize: 32, maxDelayMs: 0 },
    timeoutMs: 5_000,
    logger: { mode: 'all', sampleRate: 1, dir: join(folder, 'log') },
    ...changes,
  }
}
const both = () => [one, two].map(({ digest, dir }, i) => ({ version: i + 1, digest, dir }))

async function start(changes: Partial<ServingConfig> = {}, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start(bundle, folder, config(changes), env)
  started.push(server)
  return server
}

function request(id: string, { carrier = 'UA', distance = 700, time = NOON }: { carrier?: string; distance?: number; time?: string } = {}) {
  return {
    id,
    parameters: { event_timestamp: time },
    inputs: [
      { name: 'carrier', shape: [1], datatype: 'BYTES', data: [carrier] },
      { name: 'distance', shape: [1], datatype: 'FP64', data: [distance] },
      { name: 'flight', shape: [1], datatype: 'INT64', data: [42] },
    ],
  }
}

/** What the model itself says, by onnxruntime in this process. */
async function predict({ dir }: TinyModel, carrier: string, distance: number, lateShare: number): Promise<number> {
  const session = await InferenceSession.create(join(dir, 'model.onnx'))
  const of = (value: number) => new Tensor('float32', [value], [1, 1])
  const { prediction } = await session.run({
    carrier: new Tensor('string', [carrier], [1, 1]),
    distance: of(distance),
    late_share: of(lateShare),
  })
  return Number(prediction?.data[0])
}

const readLog = () =>
  readdirSync(join(folder, 'log'))
    .sort()
    .flatMap((file) => parseLog(readFileSync(join(folder, 'log', file), 'utf8')))

test('answers with the features of the event time, and logs what the model saw', async () => {
  const server = await start()
  const { status, version, body } = await server.infer(request('a'))
  expect({ status, version }).toEqual({ status: 200, version: '1' })
  const expected = await predict(one, 'UA', 700, 0.25)
  expect(body).toEqual({
    model_name: 'm',
    model_version: '1',
    id: 'a',
    outputs: [{ name: 'probability', datatype: 'FP32', shape: [1], data: [expected] }],
  })
  await server.infer(request('b', { time: '2013-06-02T12:00:00Z' }))
  await server.infer(request('c', { carrier: 'ZZ' }))
  expect(await server.status('?flush=1')).toMatchObject({ endpoint: 'e', generation: 1, ready: true, port: server.port, loggedUntil: true })
  const [a, c, b] = readLog()
  expect(a).toMatchObject({
    ts: '2013-06-01T12:00:00.000Z',
    id: 'a',
    row: 0,
    version: 1,
    role: 'primary',
    status: 'ok',
    prediction: expected,
    in: { carrier: 'UA', distance: 700, late_share: 0.25 },
    keys: { carrier: 'UA', flight: 42 },
  })
  expect(b).toMatchObject({ id: 'b', ts: '2013-06-02T12:00:00.000Z', in: { late_share: 0.75 } })
  expect(c).toMatchObject({ id: 'c', in: { late_share: null } })
  const metrics = await (await server.fetch('/metrics')).text()
  expect(metrics).toContain('aifactory_requests_total{version="1",role="primary",code="200"} 3')
  expect(metrics).toContain('aifactory_online_feature_missing_total{view="history"} 1')
  expect(metrics).toContain('aifactory_request_duration_seconds_count{version="1",role="primary"} 3')
  expect(metrics).toMatch(/aifactory_request_duration_seconds_bucket\{version="1",role="primary",le="\+Inf"\} 3/)
  expect(metrics).toContain('process_cpu_seconds_total')
})

test('rows of one request are answered in order, and many requests at once each get their own', async () => {
  const server = await start({ batching: { maxBatchSize: 16, maxDelayMs: 2 } })
  const distances = Array.from({ length: 40 }, (_, i) => i * 10)
  const single = await Promise.all(distances.map((distance) => server.infer(request(`r${distance}`, { distance }))))
  const rows = {
    parameters: { event_timestamp: NOON },
    inputs: [
      { name: 'carrier', shape: [40, 1], datatype: 'BYTES', data: distances.map(() => ['UA']) },
      { name: 'distance', shape: [40], datatype: 'FP32', data: distances },
    ],
  }
  const { body } = await server.infer(rows)
  expect(single.map((each) => each.body.id)).toEqual(distances.map((distance) => `r${distance}`))
  expect(body.outputs[0]?.shape).toEqual([40])
  expect(body.outputs[0]?.data).toEqual(single.map((each) => each.body.outputs[0]?.data[0]))
  expect(body.id).toMatch(/^[0-9a-f-]{36}$/)
})

test('speaks the rest of the protocol', async () => {
  const server = await start()
  const get = async (path: string) => {
    const response = await server.fetch(path)
    return [response.status, await response.json()]
  }
  expect(await get('/v2')).toEqual([200, { name: 'aifactory', version: expect.any(String), extensions: [] }])
  expect(await get('/v2/health/live')).toEqual([200, { live: true }])
  expect(await get('/v2/health/ready')).toEqual([200, { ready: true }])
  expect(await get('/v2/models/m/versions/1/ready')).toEqual([200, { name: 'm', ready: true }])
  const metadata = {
    name: 'm',
    versions: ['1'],
    platform: 'onnx_onnxv1',
    inputs: [
      { name: 'carrier', datatype: 'BYTES', shape: [-1] },
      { name: 'distance', datatype: 'FP64', shape: [-1] },
      { name: 'flight', datatype: 'INT64', shape: [-1], parameters: { optional: true } },
    ],
    outputs: [{ name: 'probability', datatype: 'FP32', shape: [-1] }],
  }
  expect(await get('/v2/models/m')).toEqual([200, metadata])
  expect(await get('/v2/models/m/versions/1')).toEqual([200, metadata])
  expect(await get('/v2/models/n')).toEqual([404, { error: 'no model "n"; this server has m' }])
  expect(await get('/v2/models/m/versions/7')).toEqual([404, { error: 'no version "7" of m is loaded; there is 1' }])
  expect(await get('/nothing')).toEqual([404, { error: 'nothing at /nothing' }])
  const wrong = await server.fetch('/v2/models/m/infer')
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
  expect((await server.fetch('/v2/models/m', { method: 'DELETE' })).status).toBe(405)
})

test('says what is wrong with a request', async () => {
  const server = await start()
  const refusal = async (body: unknown, headers = {}) => {
    const answer = await server.infer(body, { headers })
    return [answer.status, answer.body.error]
  }
  expect(await refusal('{')).toEqual([400, expect.stringContaining('not JSON')])
  expect(await refusal({ inputs: request('a').inputs.slice(1) })).toEqual([400, expect.stringContaining('missing input "carrier"')])
  expect(await refusal({ ...request('a'), outputs: [{ name: 'x' }] })).toEqual([400, 'unknown output "x"; this model gives probability'])
  expect(await refusal('\u001f\u008b', { 'content-encoding': 'gzip' })).toEqual([415, expect.stringContaining('gzip')])
  expect(await refusal('{}....', { 'inference-header-content-length': '2' })).toEqual([400, expect.stringContaining('binary_data=False')])
  expect(await refusal(`{"x":"${'x'.repeat(17_000_000)}"}`)).toEqual([413, expect.stringContaining('larger than')])
  expect(await refusal(request('a'))).toEqual([200, undefined])
})

test('keeps serving after requests that are cut off or malformed', async () => {
  const server = await start()
  const send = (bytes: string, end: boolean) =>
    new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(bytes)
        if (end) setImmediate(() => socket.destroy())
      })
      let answer = ''
      socket.on('data', (data) => {
        answer += data
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(answer))
    })
  await send('POST /v2/models/m/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"inputs"', true)
  expect(await send('NONSENSE\r\n\r\n', false)).toMatch(/^HTTP\/1.1 400 .*"error"/s)
  expect(await send(`GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, false)).toMatch(/^HTTP\/1.1 431 /)
  expect((await server.infer(request('a'))).status).toBe(200)
})

test('answers multiclass models with the class and all probabilities', async () => {
  const server = await start({ models: [{ version: 1, digest: classes.digest, dir: classes.dir }] })
  const { body } = await server.infer({ inputs: [{ name: 'distance', shape: [2], datatype: 'FP64', data: [1, 2] }] })
  const [prediction, probabilities] = body.outputs
  expect(probabilities).toMatchObject({ name: 'probabilities', datatype: 'FP32', shape: [2, 3] })
  const first = (probabilities?.data ?? []).slice(0, 3).map(Number)
  expect(first.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
  const best = ['early', 'on time', 'late'][first.indexOf(Math.max(...first))]
  expect(prediction).toMatchObject({ name: 'prediction', datatype: 'BYTES', shape: [2] })
  expect(prediction?.data[0]).toBe(best)
})

test('splits traffic, mirrors unseen, and routes by header and by path', async () => {
  const route = {
    primary: 1,
    canary: { version: 2, weight: 0.3 },
    mirror: { version: 2, share: 1 },
    header: { version: 2, name: 'x-try', value: 'new' },
  }
  const server = await start({ models: both(), route, threads: 1 })
  await server.until(({ versions }) => versions.every(({ state }) => state === 'ready'))
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => server.infer(request(`r${i}`))))
  const canaries = answers.filter(({ version }) => version === '2').length
  expect(canaries).toBeGreaterThan(30)
  expect(canaries).toBeLessThan(90)
  expect((await server.infer(request('h'), { headers: { 'X-Try': 'new' } })).version).toBe('2')
  expect((await server.infer(request('p'), { path: '/v2/models/m/versions/2/infer' })).version).toBe('2')
  await server.status('?flush=1')
  const log = readLog()
  const roles = (role: string) => log.filter((record) => record.role === role)
  expect(roles('primary')).toHaveLength(200 - canaries)
  expect(roles('canary')).toHaveLength(canaries + 2)
  // Each answer of version 1 has its mirror, with the same inputs and another prediction.
  expect(new Set(roles('mirror').map(({ id }) => id))).toEqual(new Set(roles('primary').map(({ id }) => id)))
  expect(roles('mirror').every(({ version }) => version === 2)).toBe(true)
  expect(roles('mirror')[0]?.in).toEqual(roles('primary')[0]?.in)
})

test('moves to another version under load without failing a request', async () => {
  const server = await start()
  const seen = new Set<string | null>()
  let running = true
  let failures = 0
  const client = async (name: number) => {
    for (let i = 0; running; i++) {
      const { status, version } = await server.infer(request(`${name}-${i}`))
      if (status !== 200) failures++
      seen.add(version)
    }
  }
  const clients = Array.from({ length: 8 }, (_, i) => client(i))
  for (let generation = 2; generation <= 7; generation++) {
    const version = 1 + (generation % 2)
    server.configure(config({ generation, models: both().filter((each) => each.version !== version), route: { primary: 3 - version } }))
    await server.until((status) => status.generation === generation && status.versions.length === 1)
  }
  running = false
  await Promise.all(clients)
  expect(failures).toBe(0)
  expect(seen).toEqual(new Set(['1', '2']))
})

test('refuses what it cannot use, says why, and goes on as before', async () => {
  const server = await start()
  const still = async () => {
    expect((await server.infer(request('a'))).version).toBe('1')
    return (await server.status()).generation
  }
  server.configure('{ not json')
  expect((await server.until(({ message }) => message !== undefined)).message).toMatch(/^AF8110: .*not JSON/)
  expect(await still()).toBe(1)
  server.configure(config({ generation: 2, models: [{ version: 2, digest: one.digest, dir: two.dir }], route: { primary: 2 } }))
  const failed = await server.until(({ versions }) => versions.some(({ state }) => state === 'failed'))
  expect(failed.message).toMatch(/generation 2 waits for version 2, which cannot be loaded: .*sha256/)
  expect(await still()).toBe(1)
  server.configure(config({ generation: 3, host: '0.0.0.0' }))
  await server.until(({ message }) => message?.startsWith('AF8111') ?? false)
  expect(await still()).toBe(1)
  server.configure(config({ generation: 4, port: server.port, models: both(), route: { primary: 2 } }))
  await server.until(({ generation, message }) => generation === 4 && message === undefined)
  expect((await server.infer(request('a'))).version).toBe('2')
})

test('asks for the token where the configuration names one', async () => {
  const server = await start({ auth: { type: 'bearer', tokenEnv: 'SERVE_TOKEN' } }, { SERVE_TOKEN: 's3cret' })
  const as = async (authorization?: string) =>
    (await server.infer(request('a'), { headers: authorization ? { authorization } : {} })).status
  expect([await as(), await as('Bearer wrong'), await as('Basic s3cret'), await as('Bearer s3cret')]).toEqual([401, 401, 401, 200])
  expect((await server.fetch('/v2/health/ready')).status).toBe(200)
})

test('gives up on an answer after the time limit', async () => {
  const server = await start({ timeoutMs: 50, batching: { maxBatchSize: 32, maxDelayMs: 10_000 } })
  const { status, body } = await server.infer(request('slow'))
  expect({ status, error: body.error }).toEqual({ status: 504, error: 'no answer within 50 ms' })
  await server.status('?flush=1')
  expect(readLog()).toMatchObject([{ id: 'slow', status: 'error', prediction: null, error: 'no answer within 50 ms' }])
})

test('on SIGTERM finishes what is under way, writes the log and exits with 0', async () => {
  const server = await start({ batching: { maxBatchSize: 32, maxDelayMs: 300 } })
  const answers = Array.from({ length: 5 }, (_, i) => server.infer(request(`r${i}`)))
  const metric = async () => (await (await server.fetch('/metrics')).text()).includes('aifactory_requests_in_flight 5')
  while (!(await metric()));
  const from = performance.now()
  const { code } = await server.stop()
  // Long before the time limit: connections are closed as they become idle.
  expect(performance.now() - from).toBeLessThan(4000)
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(code).toBe(0)
  expect(readLog()).toHaveLength(5)
})

test('serves on when its log cannot be written', async () => {
  writeFileSync(join(folder, 'log'), 'a file where the folder should be')
  const server = await start()
  expect((await server.infer(request('a'))).status).toBe(200)
  expect(await server.status('?flush=1')).toMatchObject({
    ready: true,
    loggedUntil: false,
    message: expect.stringContaining('cannot be written'),
  })
  rmSync(join(folder, 'log'))
  expect(await server.status('?flush=1')).toMatchObject({ loggedUntil: true })
  expect(readLog()).toMatchObject([{ id: 'a' }])
})

test('a port in use is one line and exit code 1, a bad configuration too', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const taken = await ServerProcess.spawn(bundle, folder, config({ port })).exited
  other.close()
  expect(taken.code).toBe(1)
  expect(taken.stderr.split('\n').filter((line) => !line.startsWith('{'))).toEqual([
    expect.stringMatching(new RegExp(`^AF8001 port ${port} `)),
    '',
  ])
  const bad = await ServerProcess.spawn(bundle, folder, { generation: 1 }).exited
  expect(bad.code).toBe(1)
  expect(bad.stderr).toMatch(/^AF8110 /m)
})
