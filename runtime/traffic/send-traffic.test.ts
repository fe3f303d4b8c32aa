import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SendTrafficJob } from '../../schema/generated/jobs.js'
import { withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { sendTraffic } from './send-traffic.js'

interface Received {
  readonly path: string | undefined
  readonly token: string | undefined
  readonly id: string
  readonly time: string
  readonly inputs: readonly { name: string; shape: number[]; datatype: string; data: unknown[] }[]
}
type Reply = { status: number; body?: string; version?: string }

const context: JobContext = { progress: () => {}, log: () => {}, signal: new AbortController().signal }
let folder: string
let server: http.Server
let received: Received[]
let reply: (request: Received) => Reply

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'traffic-'))
  received = []
  reply = () => ({ status: 200, version: '3' })
  server = http.createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += chunk))
    request.on('end', () => {
      const { id, parameters, inputs } = JSON.parse(text)
      const seen = { path: request.url, token: request.headers.authorization, id, time: parameters.event_timestamp, inputs }
      received.push(seen)
      const { status, body, version } = reply(seen)
      response.writeHead(status, version ? { 'x-model-version': version } : {}).end(body ?? '{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

/** Five rows in three hours, written out of order; the last has no event time. */
const ROWS = `SELECT * FROM (VALUES
  (TIMESTAMPTZ '2024-01-01 02:00:00Z', 'c', 3, 0.5, true, DATE '2024-01-03', TIMESTAMPTZ '2024-01-01 02:30:00.25Z'),
  (TIMESTAMPTZ '2024-01-01 01:00:00Z', 'b', NULL, 'NaN'::DOUBLE, NULL, NULL, NULL),
  (TIMESTAMPTZ '2024-01-01 01:00:00Z', 'a', 1, NULL, false, DATE '2024-01-01', NULL),
  (TIMESTAMPTZ '2024-01-01 00:00:00Z', 'it''s "0"', 0, 1.5, true, DATE '2024-01-01', NULL),
  (NULL, 'never', 9, 9, true, DATE '2024-01-01', NULL)) AS rows(t, s, i, f, b, d, z)`

async function write(select = ROWS): Promise<void> {
  await withDuckDb({}, (connection) => connection.run(`COPY (${select}) TO '${join(folder, 'rows.parquet')}' (FORMAT parquet)`))
}

function job(change: Partial<SendTrafficJob> = {}): SendTrafficJob {
  return {
    kind: 'SendTraffic',
    outputDir: folder,
    baseDir: folder,
    source: { name: 'rows', format: 'parquet', path: '*.parquet', timestampField: 't' },
    columns: ['s', 'i'],
    from: '2024-01-01T00:00:00Z',
    to: '2024-01-02T00:00:00Z',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    model: 'a model',
    maxRows: 10,
    concurrency: 1,
    ...change,
  }
}

async function send(change: Partial<SendTrafficJob> = {}, within = context) {
  const { traffic } = await sendTraffic(job(change), within)
  if (!traffic) throw new Error('no report')
  return traffic
}

describe('requests', () => {
  test('carry the rows of one event time, in order, as the protocol writes each type', async () => {
    await write()
    const traffic = await send({ columns: ['s', 'i', 'f', 'b', 'd', 'z', 't'] })
    expect(received.map(({ id }) => id)).toEqual(['2024-01-01T00:00:00.000Z-0', '2024-01-01T01:00:00.000Z-0', '2024-01-01T02:00:00.000Z-0'])
    expect(received[1]).toMatchObject({ path: '/v2/models/a%20model/infer', time: '2024-01-01T01:00:00.000Z', token: undefined })
    expect(received[1]?.inputs).toEqual([
      { name: 's', datatype: 'BYTES', shape: [2], data: ['a', 'b'] },
      { name: 'i', datatype: 'INT64', shape: [2], data: [1, null] },
      { name: 'f', datatype: 'FP64', shape: [2], data: [null, null] },
      { name: 'b', datatype: 'BOOL', shape: [2], data: [false, null] },
      { name: 'd', datatype: 'BYTES', shape: [2], data: ['2024-01-01', null] },
      { name: 'z', datatype: 'BYTES', shape: [2], data: [null, null] },
      { name: 't', datatype: 'BYTES', shape: [2], data: ['2024-01-01T01:00:00.000Z', '2024-01-01T01:00:00.000Z'] },
    ])
    expect(received[2]?.inputs[5]?.data).toEqual(['2024-01-01T02:30:00.250Z'])
    expect(received[0]?.inputs[0]?.data).toEqual(['it\'s "0"'])
    expect(traffic).toMatchObject({ requests: 3, rows: 4, failedRequests: 0, byVersion: { 3: 4 } })
    expect(traffic.firstError).toBeUndefined()
    expect(traffic.latencyMs?.p50).toBeLessThanOrEqual(traffic.latencyMs?.p99 ?? 0)
  })

  test('start with the slice and end before it ends; the filter may name columns that are not sent', async () => {
    await write()
    await send({ from: '2024-01-01T01:00:00Z', to: '2024-01-01T02:00:00Z', filter: 'f IS NULL' })
    expect(received.map(({ inputs }) => inputs[0]?.data)).toEqual([['a']])
  })

  test('hold at most maxRows rows, numbered within their time', async () => {
    await write("SELECT TIMESTAMPTZ '2024-01-01 00:00:00Z' + INTERVAL (r // 5) HOUR AS t, 'x' AS s, r AS i FROM range(10) AS numbers(r)")
    await send({ maxRows: 2 })
    expect(received.map(({ id, inputs }) => [id.slice(11, 13), id.split('Z-')[1], inputs[1]?.data])).toEqual([
      ['00', '0', [0, 1]],
      ['00', '1', [2, 3]],
      ['00', '2', [4]],
      ['01', '0', [5, 6]],
      ['01', '1', [7, 8]],
      ['01', '2', [9]],
    ])
  })

  test('come in order through many chunks, each row once', async () => {
    await write(
      "SELECT TIMESTAMPTZ '2024-01-01 00:00:00Z' + INTERVAL (r) SECOND AS t, 'x' AS s, r AS i FROM range(5000) AS numbers(r) ORDER BY hash(r)",
    )
    const traffic = await send({ concurrency: 4 })
    expect(traffic.rows).toBe(5000)
    expect(received.map(({ inputs }) => inputs[1]?.data[0]).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 5000 }, (_, i) => i),
    )
  })

  test('none where no row happened', async () => {
    await write()
    expect(await send({ from: '2025-01-01T00:00:00Z', to: '2025-01-02T00:00:00Z' })).toMatchObject({
      requests: 0,
      rows: 0,
      failedRequests: 0,
    })
    expect(received).toEqual([])
  })

  test('are read anew when a file changes, and only then', async () => {
    await write()
    await send()
    await write("SELECT TIMESTAMPTZ '2024-01-01 00:00:00Z' AS t, 'new' AS s, 1 AS i")
    utimesSync(join(folder, 'rows.parquet'), 0, 0)
    received = []
    await send()
    await send()
    expect(received.map(({ inputs }) => inputs[0]?.data)).toEqual([['new'], ['new']])
  })

  test('carry the token', async () => {
    await write()
    process.env.TRAFFIC_TEST_TOKEN = 'secret'
    try {
      await send({ tokenEnv: 'TRAFFIC_TEST_TOKEN' })
    } finally {
      delete process.env.TRAFFIC_TEST_TOKEN
    }
    expect(received[0]?.token).toBe('Bearer secret')
  })
})

describe('failures', () => {
  test('are counted with the first reason, and the rest is sent', async () => {
    await write()
    reply = ({ time }) =>
      time.includes('T01') ? { status: 400, body: '{"error":"unknown input \\"i\\""}' } : { status: 200, version: '7' }
    expect(await send()).toMatchObject({
      requests: 3,
      rows: 4,
      failedRequests: 1,
      firstError: 'status 400: unknown input "i"',
      byVersion: { 7: 2 },
    })
  })

  test('of every request end the job', async () => {
    await write()
    reply = () => ({ status: 503, body: 'draining' })
    await expect(send()).rejects.toMatchObject({ code: 'AF7500', detail: 'status 503: draining' })
  })

  test('to connect are an answer too', async () => {
    await write()
    const spec = job()
    await new Promise((resolve) => server.close(resolve))
    await expect(sendTraffic(spec, context)).rejects.toMatchObject({
      code: 'AF7500',
      detail: expect.stringContaining('ECONNREFUSED'),
      hint: expect.any(String),
    })
  })

  test('of a kept connection that the server closes are no failures', async () => {
    await write("SELECT TIMESTAMPTZ '2024-01-01 00:00:00Z' + INTERVAL (r) SECOND AS t, 'x' AS s, r AS i FROM range(60) AS numbers(r)")
    const sockets = new Set<import('node:net').Socket>()
    server.on('connection', (socket) => sockets.add(socket))
    server.prependListener('request', (request) => {
      // As the second request on a connection begins, the connection goes away.
      if (sockets.delete(request.socket)) return
      request.removeAllListeners()
      request.socket.resetAndDestroy()
    })
    expect(await send({ concurrency: 2 })).toMatchObject({ requests: 60, failedRequests: 0 })
  })

  test.each([
    ['a column that is not there', 'AF7101', { columns: ['nope'] }],
    ['no event time', 'AF7502', { source: { name: 'rows', format: 'parquet', path: '*.parquet' } }],
    ['a filter that is no SQL', 'AF7503', { filter: 'nope > ' }],
    ['no token', 'AF7504', { tokenEnv: 'TRAFFIC_TEST_NOT_SET' }],
    ['no files', 'AF7002', { source: { name: 'rows', format: 'parquet', path: 'other/*.parquet', timestampField: 't' } }],
  ] as const)('%s', async (_, code, change) => {
    await write()
    await expect(
      sendTraffic({ ...job(), ...change, columns: [...('columns' in change ? change.columns : ['s'])] }, context),
    ).rejects.toMatchObject({ code })
  })

  test('a column that no request can hold', async () => {
    await write("SELECT TIMESTAMPTZ '2024-01-01 00:00:00Z' AS t, [1, 2] AS s, 1 AS i")
    await expect(send()).rejects.toMatchObject({ code: 'AF7501' })
  })

  test('a stop breaks off a server that does not answer', async () => {
    await write()
    const aborter = new AbortController()
    server.prependListener('request', (request) => {
      request.removeAllListeners()
      aborter.abort()
    })
    await expect(send({}, { ...context, signal: aborter.signal })).rejects.toMatchObject({ code: 'AF7009' })
  })
})
