import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { openSource } from '../data/open-source.js'
import { query, withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { AIRPORT_WEATHER, CARRIER_HISTORY, FLIGHTS, FLIGHTS_DIR } from './flights.fixture.js'
import { materialize } from './materialize.js'
import { openOnlineStore } from './online-store.js'
import { openStoreFile } from './online-store-file.js'
import { pointInTimeSql } from './point-in-time.js'

const context: JobContext = { progress: () => {}, log: () => {}, signal: new AbortController().signal }
let folder: string
let onlineStore: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'materialize-'))
  onlineStore = join(folder, 'online.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(views: FeatureViewDefinition[], from: string, to: string, baseDir = folder): Promise<number> {
  const result = await materialize({ kind: 'Materialize', outputDir: folder, baseDir, views, from, to, onlineStore }, context)
  expect(result.materialized?.until).toBe(to)
  return result.materialized?.rows ?? 0
}

function dump(): unknown[] {
  const database = openStoreFile(onlineStore)
  const rows = database.prepare('SELECT * FROM features ORDER BY view, key, valid_from').all()
  database.close()
  return rows
}

test('online values are those that training would have seen at the tick, on real flights', async () => {
  const views = [CARRIER_HISTORY, AIRPORT_WEATHER]
  expect(await run(views, '2013-03-01T00:00:00Z', '2013-03-04T00:00:00Z', FLIGHTS_DIR)).toBeGreaterThan(500)
  const store = openOnlineStore(onlineStore)
  await withDuckDb({}, async (connection) => {
    await openSource(connection, FLIGHTS, FLIGHTS_DIR, 'flights')
    const spine = `(SELECT DISTINCT carrier, time_hour AS ts FROM flights WHERE time_hour > TIMESTAMPTZ '2013-03-01 00:00:00Z' AND time_hour <= TIMESTAMPTZ '2013-03-04 00:00:00Z')`
    const rows = await query<Record<string, string | number>>(
      connection,
      pointInTimeSql({ view: CARRIER_HISTORY, source: 'flights', spine, spineTime: 'ts' }),
    )
    expect(rows.length).toBeGreaterThan(300)
    for (const { carrier, ts, ...features } of rows)
      expect(store.lookup('carrier_history', [String(carrier)], Date.parse(String(ts)))).toEqual(features)
  })
  store.close()
})

test('running again, in pieces or out of order, leaves the same', async () => {
  const at = (day: number) => `2013-03-0${day}T00:00:00Z`
  await run([CARRIER_HISTORY], at(1), at(4), FLIGHTS_DIR)
  const once = dump()
  await run([CARRIER_HISTORY], at(1), at(4), FLIGHTS_DIR)
  expect(dump()).toEqual(once)
  const store = openOnlineStore(onlineStore)
  const hours = Array.from({ length: 72 }, (_, hour) => Date.parse(at(1)) + (hour + 1) * 3_600_000)
  const values = () => hours.map((hour) => ['UA', 'HA', 'OO'].map((carrier) => store.lookup('carrier_history', [carrier], hour)))
  const expected = values()
  await run([CARRIER_HISTORY], at(2), at(3), FLIGHTS_DIR)
  expect(values()).toEqual(expected)
  rmSync(onlineStore)
  store.close()
  for (const day of [1, 2, 3]) await run([CARRIER_HISTORY], at(day), at(day + 1), FLIGHTS_DIR)
  expect(dump()).toEqual(once)
})

/** Readings of sensor 1 at hours 1 and 2, of 2 at hour 3, and a late one that was known two hours after its event. */
const READINGS = `SELECT id, v, TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_hours(h) AS t, TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_hours(h + lag) AS known
  FROM (VALUES (1, 10.0, 1, 0), (1, 20.0, 2, 0), (2, 5.0, 3, 2)) r(id, v, h, lag)`
const VIEW: FeatureViewDefinition = {
  name: 'readings',
  joinKeys: ['id'],
  source: { name: 's', format: 'parquet', path: 'a.parquet', timestampField: 't', createdTimestampField: 'known' },
  ttlMs: 3 * 3_600_000,
  online: true,
  schedule: '0 * * * *',
  features: [
    { name: 'last', expression: 'v' },
    { name: 'n', expression: 'v', aggregate: 'count', windowMs: 2 * 3_600_000 },
  ],
}
const hour = (h: number) => Date.UTC(2024, 0, 1, h)
const iso = (h: number) => new Date(hour(h)).toISOString()
const write = (select: string) =>
  withDuckDb({}, (connection) => connection.run(`COPY (${select}) TO '${join(folder, 'a.parquet')}' (FORMAT parquet)`))

test('values come when they are known, expire with the ttl, and are not written again while they stay', async () => {
  await write(READINGS)
  await run([VIEW], iso(0), iso(12))
  const store = openOnlineStore(onlineStore)
  const seen = (id: number) => [1, 2, 3, 4, 5, 6, 7].map((h) => store.lookup('readings', [id], hour(h)))
  expect(seen(1)).toEqual([
    { last: 10, n: 0 },
    { last: 20, n: 1 },
    { last: 20, n: 2 },
    { last: 20, n: 1 },
    { last: 20, n: 0 },
    { last: null, n: 0 },
    { last: null, n: 0 },
  ])
  expect(seen(2).map((values) => values?.last)).toEqual([null, null, null, null, 5, 5, null])
  expect(store.lookup('readings', [3], hour(5))).toEqual({ last: null, n: 0 })
  expect(dump()).toHaveLength(1 + 6 + 3)
  store.close()
})

test('rows that arrive late are seen when their ticks are computed again, and later ticks keep their values', async () => {
  await write(READINGS)
  await run([VIEW], iso(0), iso(12))
  const store = openOnlineStore(onlineStore)
  await write(`${READINGS} UNION ALL SELECT 1, 99.0, TIMESTAMPTZ '2024-01-01 02:30:00Z', TIMESTAMPTZ '2024-01-01 02:30:00Z'`)
  await run([VIEW], iso(2), iso(3))
  expect([2, 3, 4].map((h) => store.lookup('readings', [1], hour(h))?.last)).toEqual([20, 99, 20])
  store.close()
})

test('old versions go, the newest of each key stays', async () => {
  await write(READINGS)
  await run([VIEW], iso(0), iso(4))
  await run([VIEW], iso(24 * 30), iso(24 * 30 + 2))
  const store = openOnlineStore(onlineStore)
  expect(store.lookup('readings', [1], hour(3))).toEqual({ last: null, n: 0 })
  expect(store.lookup('readings', [1], hour(24 * 30 + 2))).toEqual({ last: null, n: 0 })
  store.close()
})

test('an error leaves the store as it was', async () => {
  await write(READINGS)
  await run([VIEW], iso(0), iso(12))
  const before = dump()
  const broken = { ...VIEW, features: [{ name: 'last', expression: "('x' || v)::INT" }] } as FeatureViewDefinition
  await expect(run([broken], iso(0), iso(12))).rejects.toMatchObject({ name: 'AIFactoryError', code: 'AF7302' })
  await expect(run([{ ...VIEW, schedule: 'every day' }], iso(0), iso(12))).rejects.toMatchObject({ code: 'AF7303' })
  expect(dump()).toEqual(before)
})
