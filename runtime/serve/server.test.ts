import { connect } from 'node:net'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { inferRequest, NOON, servedModels } from './fixtures/served-models.js'
import type { TinyModel } from './fixtures/tiny-model.js'

// The real server, in its own process, with real models: what it answers.
const served = servedModels()

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

test('answers with the features of the event time, and logs what the model saw', async () => {
  const server = await served.start()
  const { status, version, body } = await server.infer(inferRequest('a'))
  expect({ status, version }).toEqual({ status: 200, version: '1' })
  const expected = await predict(served.one, 'UA', 700, 0.25)
  expect(body).toEqual({
    model_name: 'm',
    model_version: '1',
    id: 'a',
    outputs: [{ name: 'probability', datatype: 'FP32', shape: [1], data: [expected] }],
  })
  await server.infer(inferRequest('b', { time: '2013-06-02T12:00:00Z' }))
  await server.infer(inferRequest('c', { carrier: 'ZZ' }))
  expect(await server.status('?flush=1')).toMatchObject({ endpoint: 'e', generation: 1, ready: true, port: server.port, loggedUntil: true })
  const [a, c, b] = served.readLog()
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
  const server = await served.start({ batching: { maxBatchSize: 16, maxDelayMs: 2 } })
  const distances = Array.from({ length: 40 }, (_, i) => i * 10)
  const single = await Promise.all(distances.map((distance) => server.infer(inferRequest(`r${distance}`, { distance }))))
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
  const server = await served.start()
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
  const server = await served.start()
  const refusal = async (body: unknown, headers = {}) => {
    const answer = await server.infer(body, { headers })
    return [answer.status, answer.body.error]
  }
  expect(await refusal('{')).toEqual([400, expect.stringContaining('not JSON')])
  expect(await refusal({ inputs: inferRequest('a').inputs.slice(1) })).toEqual([400, expect.stringContaining('missing input "carrier"')])
  expect(await refusal({ ...inferRequest('a'), outputs: [{ name: 'x' }] })).toEqual([
    400,
    'unknown output "x"; this model gives probability',
  ])
  expect(await refusal('\u001f\u008b', { 'content-encoding': 'gzip' })).toEqual([415, expect.stringContaining('gzip')])
  expect(await refusal('{}....', { 'inference-header-content-length': '2' })).toEqual([400, expect.stringContaining('binary_data=False')])
  expect(await refusal(`{"x":"${'x'.repeat(17_000_000)}"}`)).toEqual([413, expect.stringContaining('larger than')])
  expect(await refusal(inferRequest('a'))).toEqual([200, undefined])
})

test('keeps serving after requests that are cut off or malformed', async () => {
  const server = await served.start()
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
  expect((await server.infer(inferRequest('a'))).status).toBe(200)
})

test('answers multiclass models with the class and all probabilities', async () => {
  const server = await served.start({ models: [{ version: 1, digest: served.classes.digest, dir: served.classes.dir }] })
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
  const server = await served.start({ models: served.both(), route, threads: 1 })
  await server.until(({ versions }) => versions.every(({ state }) => state === 'ready'))
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => server.infer(inferRequest(`r${i}`))))
  const canaries = answers.filter(({ version }) => version === '2').length
  expect(canaries).toBeGreaterThan(30)
  expect(canaries).toBeLessThan(90)
  expect((await server.infer(inferRequest('h'), { headers: { 'X-Try': 'new' } })).version).toBe('2')
  expect((await server.infer(inferRequest('p'), { path: '/v2/models/m/versions/2/infer' })).version).toBe('2')
  await server.status('?flush=1')
  const log = served.readLog()
  const roles = (role: string) => log.filter((record) => record.role === role)
  expect(roles('primary')).toHaveLength(200 - canaries)
  expect(roles('canary')).toHaveLength(canaries + 2)
  // Each answer of version 1 has its mirror, with the same inputs and another prediction.
  expect(new Set(roles('mirror').map(({ id }) => id))).toEqual(new Set(roles('primary').map(({ id }) => id)))
  expect(roles('mirror').every(({ version }) => version === 2)).toBe(true)
  expect(roles('mirror')[0]?.in).toEqual(roles('primary')[0]?.in)
})
