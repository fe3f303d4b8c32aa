import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Engine } from '../engine/engine.js'
import { Store } from '../store/store.js'
import { factoryOf, START } from '../testing/factory-fixture.js'
import { FakeMachine, FakePlatform } from '../testing/fake-platform.js'
import { correlation } from './correlation.js'
import { OtlpTracer } from './otlp-tracer.js'
import type { Span } from './span.js'
import { tracedPlatform } from './traced-platform.js'

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { key: string; value: object }[]
  readonly status: { code: number; message?: string }
}

let server: Server
let url: string
let batches: OtlpSpan[][]
let services: unknown[]
let tokens: (string | undefined)[]
let status: number

/** A collector that takes what OTLP over HTTP has, and nothing else. */
beforeEach(async () => {
  ;[batches, services, tokens, status] = [[], [], [], 200]
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (request.method !== 'POST' || request.url !== '/v1/traces' || request.headers['content-type'] !== 'application/json') {
      response.writeHead(404).end()
      return
    }
    if (status === 200) {
      const { resourceSpans } = JSON.parse(text) as {
        resourceSpans: { resource: { attributes: unknown[] }; scopeSpans: { spans: OtlpSpan[] }[] }[]
      }
      batches.push(resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)))
      services.push(...resourceSpans.flatMap(({ resource }) => resource.attributes))
      tokens.push(request.headers['x-token'] as string | undefined)
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => server.close())

const problems: string[] = []
function tracer(environment: Record<string, string> = {}): OtlpTracer {
  problems.length = 0
  const made = OtlpTracer.fromEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...environment }, (message) => problems.push(message))
  if (!made) throw new Error('the environment names a collector')
  return made
}
const span = (parts: Partial<Span> = {}): Span => ({
  ...correlation('f', 'r'),
  name: 'work',
  startedAt: Date.parse('2026-01-01T00:00:00Z'),
  endedAt: Date.parse('2026-01-01T00:00:01.5Z'),
  attributes: { text: 'a', count: 2, share: 0.5, yes: true },
  ...parts,
})

it('spans are sent as OpenTelemetry has them', async () => {
  const it = tracer({ OTEL_EXPORTER_OTLP_HEADERS: 'x-token=a%20b', OTEL_SERVICE_NAME: 'factory' })
  it.end(span())
  it.end(span({ error: 'AF7301 the loss is NaN', parentSpanId: 'a'.repeat(16) }))
  await it.close()
  const [[first, second] = []] = batches
  expect(first).toEqual({
    ...correlation('f', 'r'),
    name: 'work',
    kind: 1,
    startTimeUnixNano: '1767225600000000000',
    endTimeUnixNano: '1767225601500000000',
    attributes: [
      { key: 'text', value: { stringValue: 'a' } },
      { key: 'count', value: { intValue: '2' } },
      { key: 'share', value: { doubleValue: 0.5 } },
      { key: 'yes', value: { boolValue: true } },
    ],
    status: { code: 1 },
  })
  expect(second).toMatchObject({ parentSpanId: 'a'.repeat(16), status: { code: 2, message: 'AF7301 the loss is NaN' } })
  expect(services).toEqual([{ key: 'service.name', value: { stringValue: 'factory' } }])
  expect(tokens).toEqual(['a b'])
})

it('spans wait for a collector that does not answer, and it is said once', async () => {
  const it = tracer()
  status = 503
  it.end(span({ name: 'one' }))
  await it.close()
  it.end(span({ name: 'two' }))
  await it.close()
  expect(problems).toEqual(['traces are not delivered: the receiver answered 503'])
  status = 200
  await it.close()
  expect(batches.map((batch) => batch.map(({ name }) => name))).toEqual([['one', 'two']])
})

it.each([
  [{}],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_SDK_DISABLED: 'true' }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_TRACES_EXPORTER: 'none' }],
])('nothing is traced with %j', (environment) => {
  expect(OtlpTracer.fromEnvironment(environment, () => {})).toBeUndefined()
})

it('every job of a commit is a span under it, whatever process ran it', async () => {
  const it = tracer()
  const [store, machine] = [new Store(':memory:'), new FakeMachine()]
  const inForce = { factory: 'shop', revision: 'c'.repeat(40) }
  const platform = tracedPlatform(new FakePlatform(store, machine), { tracer: it, inForce: () => inForce })
  const engine = new Engine({
    store,
    platform,
    reporter: { event: () => {}, progress: () => {}, served: () => {} },
    baseDir: '/project',
    onlineStore: '/project/online.db',
    inferenceLog: (endpoint) => `/project/log/${endpoint}`,
    now: () => START,
    horizon: () => ({ needed: START, through: START }),
    clockOffset: () => 0,
    trainerPlace: async () => undefined,
    secretVariable: ({ name, key }) => `${name}_${key}`,
    emit: (event) => void store.addEvent({ ...event, at: START }),
  })
  machine.script.Evaluate = () => ({ error: { code: 'AF7400', message: 'no rows' } })
  engine.apply(factoryOf())
  await engine.settle()
  await it.close()
  const spans = batches.flat()
  const { traceId, spanId } = correlation(inForce.factory, inForce.revision)
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['BuildDataset rides', 'Train late', 'Evaluate late']))
  expect(spans.every((each) => each.traceId === traceId && each.parentSpanId === spanId && each.spanId !== spanId)).toBe(true)
  expect(new Set(spans.map((each) => each.spanId)).size).toBe(spans.length)
  expect(spans.find(({ name }) => name === 'Evaluate late')?.status).toEqual({ code: 2, message: 'AF7400 no rows' })
  expect(spans.find(({ name }) => name === 'Train late')?.status).toEqual({ code: 1 })
  store.close()
})
