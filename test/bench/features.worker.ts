// One measurement in a process of its own, so that its peak memory is its own: `sweep`, `naive` or `online`. Prints JSON.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DuckDBConnection } from '@duckdb/node-api'
import { openSource } from '../../runtime/data/open-source.js'
import { openDuckDb, query } from '../../runtime/duckdb.js'
import { AIRPORT_WEATHER, CARRIER_HISTORY, FLIGHTS, WEATHER } from '../../runtime/features/flights.fixture.js'
import { materialize } from '../../runtime/features/materialize.js'
import { pointInTimeSql } from '../../runtime/features/point-in-time.js'

const [mode, baseDir] = process.argv.slice(2)

/** Every flight with every feature, one row each. */
async function swept(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    `CREATE TEMP TABLE history AS ${pointInTimeSql({ view: CARRIER_HISTORY, source: 'flights', spine: 'flights', spineTime: 'time_hour' })}`,
  )
  await connection.run(
    `CREATE TEMP TABLE sky AS ${pointInTimeSql({ view: AIRPORT_WEATHER, source: 'weather', spine: 'flights', spineTime: 'time_hour' })}`,
  )
  await connection.run(`CREATE TEMP TABLE result AS SELECT f.*, h.* EXCLUDE (carrier, time_hour), s.* EXCLUDE (origin, time_hour) FROM flights f
    LEFT JOIN history h ON h.carrier = f.carrier AND h.time_hour = f.time_hour LEFT JOIN sky s ON s.origin = f.origin AND s.time_hour = f.time_hour`)
}

/** The same by the definition: a join of each place with every row of its window. */
async function naive(connection: DuckDBConnection): Promise<void> {
  await connection.run(`CREATE TEMP TABLE history AS
    SELECT p.carrier, p.time_hour, avg(f.arr_delay) AS mean_arr_delay_7d, avg((f.arr_delay > 15)::INT) AS late_share_7d,
      avg((f.arr_delay > 15)::INT) FILTER (WHERE f.time_hour >= p.time_hour - INTERVAL 1 DAY) AS late_share_1d
    FROM (SELECT DISTINCT carrier, time_hour FROM flights) p LEFT JOIN flights f
      ON f.carrier = p.carrier AND f.time_hour < p.time_hour AND f.time_hour >= p.time_hour - INTERVAL 7 DAY AND f.landed_at <= p.time_hour
    GROUP BY ALL`)
  await connection.run(`CREATE TEMP TABLE sky AS
    SELECT p.origin, p.time_hour, ${AIRPORT_WEATHER.features.map(({ name }) => `arg_max_null(w.${name}, w.time_hour) AS ${name}`).join(', ')}
    FROM (SELECT DISTINCT origin, time_hour FROM flights) p LEFT JOIN weather w
      ON w.origin = p.origin AND w.time_hour <= p.time_hour AND w.time_hour >= p.time_hour - INTERVAL 2 HOUR
    GROUP BY ALL`)
  await connection.run(`CREATE TEMP TABLE result AS SELECT f.*, h.* EXCLUDE (carrier, time_hour), s.* EXCLUDE (origin, time_hour) FROM flights f
    LEFT JOIN history h ON h.carrier = f.carrier AND h.time_hour = f.time_hour LEFT JOIN sky s ON s.origin = f.origin AND s.time_hour = f.time_hour`)
}

/** Online values of both views for every hour of the year. */
async function online(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-online-'))
  const context = { progress: () => {}, log: () => {}, signal: new AbortController().signal }
  const [from, to] = ['2013-01-01T00:00:00Z', '2014-01-01T00:00:00Z']
  try {
    const views = [CARRIER_HISTORY, AIRPORT_WEATHER]
    const { materialized } = await materialize(
      { kind: 'Materialize', outputDir: folder, baseDir: baseDir ?? '', views, from, to, onlineStore: join(folder, 'online.db') },
      context,
    )
    return { rows: materialized?.rows }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function joined(): Promise<object> {
  const connection = await openDuckDb({ threads: 2 })
  await openSource(connection, FLIGHTS, baseDir ?? '', 'flights')
  await openSource(connection, WEATHER, baseDir ?? '', 'weather')
  await (mode === 'naive' ? naive : swept)(connection)
  const sums =
    'sum(mean_arr_delay_7d) AS delay, sum(late_share_7d) AS week, sum(late_share_1d) AS day, sum(temp) AS temp, count(temp) AS temps'
  const [facts = {}] = await query(connection, `SELECT count(*) AS rows, ${sums} FROM result`)
  connection.closeSync()
  return facts
}

const start = performance.now()
const facts = await (mode === 'online' ? online : joined)()
const seconds = (performance.now() - start) / 1000
process.stdout.write(JSON.stringify({ seconds, peakMiB: process.resourceUsage().maxRSS / 1024, facts }))
