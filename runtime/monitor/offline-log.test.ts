import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiveWindow, ServingRoute } from '../../schema/generated/jobs.js'
import { openDuckDb, query } from '../duckdb.js'
import { drawShares } from '../offline/draw-shares.js'
import { chooseRoute } from '../serve/routing.js'
import { literal } from '../sql.js'
import { loadLiveLog } from './live-log.js'

const ROWS = 400
const time = (hour: number): string => new Date(Date.UTC(2013, 3, 3) + hour * 3_600_000).toISOString()
let folder: string
let connection: DuckDBConnection

/** Four hundred requests of one row, one in each hour; every version predicts its own number. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offline-log-'))
  connection = await openDuckDb()
  await connection.run(
    `CREATE TEMP TABLE sent AS SELECT range AS n, '${time(0)}'::TIMESTAMPTZ + to_hours(CAST(range AS INTEGER)) AS ts, 'r-' || range AS id FROM range(${ROWS})`,
  )
  await drawShares(connection, 0)
  await connection.run(
    `COPY (SELECT n, ts, id, 0 AS row, canary, mirror, log, {x: n::DOUBLE, city: CASE WHEN n > 0 THEN 'c' || n END} AS "in", {city: 'c' || n} AS keys
       FROM sent JOIN shares USING (id) ORDER BY n) TO ${literal(join(folder, 'traffic.parquet'))} (FORMAT parquet)`,
  )
  for (const version of [1, 2, 3]) {
    await mkdir(join(folder, `v${version}`))
    const prediction = version === 3 ? 'CASE WHEN n <> 7 THEN 3.0 END' : `${version}.0`
    await connection.run(
      `COPY (SELECT n, ${prediction}::DOUBLE AS prediction FROM sent) TO ${literal(join(folder, `v${version}`, 'predictions.parquet'))} (FORMAT parquet)`,
    )
  }
})
afterAll(async () => {
  connection.closeSync()
  await rm(folder, { recursive: true, force: true })
})

interface Logged {
  readonly id: string
  readonly version: number
  readonly role: string
  readonly status: string
  readonly prediction: number | null
  readonly x: number
  readonly city: string | null
  readonly key: string
}

async function logged(routes: { from: number; to: number; route: ServingRoute }[], window = { from: 0, to: ROWS }, sampleRate = 1) {
  const offline: LiveWindow['offline'] = {
    trafficDir: folder,
    sampleRate,
    routes: routes.map(({ from, to, route }) => ({ from: time(from), to: time(to), ...route })),
    predictions: [1, 2, 3].map((version) => ({ version, dir: join(folder, `v${version}`) })),
  }
  await connection.run('DROP TABLE IF EXISTS current')
  const columns = {
    inputs: [
      { name: 'x', type: 'float64' as const },
      { name: 'city', type: 'string' as const },
    ],
    keys: ['city'],
  }
  await loadLiveLog(connection, 'current', { logDir: folder, from: time(window.from), to: time(window.to), offline }, columns)
  return query<Logged>(
    connection,
    `SELECT id, version, role, status, prediction, inputs.x AS x, inputs.city AS city, keys.city AS key FROM current ORDER BY ts, role`,
  )
}

describe('the log of traffic that no server answered', () => {
  it('says of every request what the server would have done with its id', async () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const version = fc.integer({ min: 1, max: 2 })
    const routes = fc.record(
      { primary: version, canary: fc.record({ version, weight: share }), mirror: fc.record({ version, share }) },
      { requiredKeys: ['primary'] },
    )
    await fc.assert(
      fc.asyncProperty(routes, async (route) => {
        const found = (await logged([{ from: 0, to: ROWS, route }])).map(({ id, version, role }) => `${id} ${version} ${role}`)
        const expected = Array.from({ length: ROWS }, (_, n) => {
          const choice = chooseRoute(route, `r-${n}`, { header: () => undefined, input: () => undefined })
          const mirror = choice.mirror === undefined ? [] : [`r-${n} ${choice.mirror} mirror`]
          return [`r-${n} ${choice.version} ${choice.role}`, ...mirror]
        }).flat()
        expect(found.toSorted()).toEqual(expected.toSorted())
      }),
      { numRuns: 40 },
    )
  })

  it('has the rows of a window, with what the model saw, while something answered', async () => {
    const found = await logged([{ from: 5, to: 10, route: { primary: 3 } }], { from: 6, to: 20 })
    expect(found.map(({ id }) => id)).toEqual(['r-6', 'r-7', 'r-8', 'r-9'])
    expect(found[0]).toMatchObject({ version: 3, role: 'primary', status: 'ok', prediction: 3, x: 6, city: 'c6', key: 'c6' })
  })

  it('counts a row that a version could not predict as failed', async () => {
    const [row] = await logged([{ from: 0, to: ROWS, route: { primary: 3 } }], { from: 7, to: 8 })
    expect(row).toMatchObject({ status: 'error', prediction: null })
  })

  it('leaves out what the logger would', async () => {
    const half = await logged([{ from: 0, to: ROWS, route: { primary: 1 } }], undefined, 0.5)
    expect(half.length).toBeGreaterThan(150)
    expect(half.length).toBeLessThan(250)
    expect(await logged([{ from: 0, to: ROWS, route: { primary: 1 } }], undefined, 0)).toEqual([])
  })
})
