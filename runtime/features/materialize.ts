import type { DuckDBConnection } from '@duckdb/node-api'
import type Database from 'libsql'
import type { ColumnType, FeatureViewDefinition, JobResult, MaterializeJob } from '../../schema/generated/jobs.js'
import { DUCKDB_TYPES } from '../data/column-type.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { type OpenSource, openSource } from '../data/open-source.js'
import { query, withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { identifier } from '../sql.js'
import { checkView } from './check-view.js'
import { cronTicks, nextTick } from './cron-ticks.js'
import type { FeatureValues } from './online-store.js'
import { openStoreFile } from './online-store-file.js'
import { pruneVersions, replaceVersions, type ViewWriter } from './online-store-writer.js'
import { pointInTimeSql } from './point-in-time.js'

/** Most places (keys times ticks) that are computed at once, to bound memory. */
const PLACES_AT_ONCE = 200_000
const TICK = '#tick'
const EVENT = '#event'

/**
 * Computes, for each tick of each view's schedule in (from, to], the features of every key as of that tick, by the statement
 * that training uses, and adds them to the online store. Running it again changes nothing.
 * @throws AIFactoryError those of openSource and checkView; AF7301 the store cannot be opened, AF7302 it cannot be written.
 */
export async function materialize(job: MaterializeJob, context: JobContext): Promise<JobResult> {
  const from = Date.parse(job.from)
  const to = Date.parse(job.to)
  const plans = job.views.map((view) => ({ view, ticks: cronTicks(view.schedule, from, to) }))
  const total = plans.reduce((sum, { ticks }) => sum + ticks.length, 0)
  let done = 0
  const views: { name: string; ticks: number; rows: number; seconds: number }[] = []
  const database = openStoreFile(job.onlineStore)
  try {
    await withDuckDb({ signal: context.signal }, async (connection) => {
      const sources = new Map<string, OpenSource>()
      for (const { view, ticks } of plans) {
        const source =
          sources.get(view.source.name) ?? (await openSource(connection, view.source, job.baseDir, `source ${view.source.name}`))
        sources.set(view.source.name, source)
        const computed = { view, source, types: await checkView(connection, view, source) }
        const started = performance.now()
        const rows = await inTransaction(database, async () => {
          const writer = replaceVersions(database, view.name, { from, to, after: nextTick(view.schedule, to) })
          const written = await writeTicks(connection, computed, ticks, writer, (count) => {
            done += count
            context.progress({ done, total, unit: 'ticks', message: view.name })
          })
          pruneVersions(database, view.name, from)
          return written
        })
        views.push({ name: view.name, ticks: ticks.length, rows, seconds: (performance.now() - started) / 1000 })
      }
    })
  } catch (error) {
    throw duckDbFailure(
      error,
      'AF7302',
      'online features cannot be computed',
      'Check the data of the views, and that nothing else writes the online store.',
    )
  } finally {
    database.close()
  }
  const rows = views.reduce((sum, view) => sum + view.rows, 0)
  return { kind: 'Materialize', materialized: { rows, until: job.to, views } }
}

async function inTransaction(database: Database.Database, work: () => Promise<number>): Promise<number> {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = await work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

interface Computed {
  readonly view: FeatureViewDefinition
  readonly source: OpenSource
  readonly types: readonly ColumnType[]
}

async function writeTicks(
  connection: DuckDBConnection,
  { view, source, types }: Computed,
  ticks: readonly number[],
  writer: ViewWriter,
  onTicks: (count: number) => void,
): Promise<number> {
  const keys = view.joinKeys.map(identifier)
  // Text of a floating-point key is made by storeKey, as for look-ups: DuckDB would write 1 as 1.0.
  const keyTexts = view.joinKeys.map((name) => {
    const float = source.columns.find((column) => column.name === name)?.type === 'float64'
    return `CAST(${identifier(name)} AS ${float ? 'DOUBLE' : 'VARCHAR'})`
  })
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE view_keys AS SELECT DISTINCT ${keys.join(', ')} FROM ${source.relation} WHERE ${keys.map((key) => `${key} IS NOT NULL`).join(' AND ')}`,
  )
  const [count] = await query<{ n: number }>(connection, 'SELECT count(*) AS n FROM view_keys')
  const step = Math.max(1, Math.floor(PLACES_AT_ONCE / Math.max(1, count?.n ?? 1)))
  let written = 0
  for (let start = 0; start < ticks.length; start += step) {
    const chunk = ticks.slice(start, start + step)
    const spine = `(SELECT *, make_timestamptz(unnest([${chunk.map((tick) => tick * 1000).join(', ')}]::BIGINT[])) AS ${identifier(TICK)} FROM view_keys)`
    const values = view.features.map(({ name }, index) => `CAST(${identifier(name)} AS ${DUCKDB_TYPES[types[index] ?? 'string']})`)
    const reader = await connection.runAndReadAll(
      `SELECT epoch_ms(${identifier(TICK)})::DOUBLE, epoch_ms(${identifier(EVENT)})::DOUBLE, ${[...keyTexts, ...values].join(', ')}
       FROM (${pointInTimeSql({ view, source: source.relation, spine, spineTime: TICK, eventColumn: EVENT })}) ORDER BY ${[TICK, ...view.joinKeys].map(identifier).join(', ')}`,
    )
    for (const [tick, event, ...cells] of reader.getRowsJS()) {
      const named = Object.fromEntries(view.features.map(({ name }, index) => [name, toValue(cells[keys.length + index])]))
      if (
        writer.write({
          key: cells.slice(0, keys.length).map(toKey),
          tick: Number(tick),
          event: event === null ? null : Number(event),
          values: named,
        })
      )
        written++
    }
    onTicks(chunk.length)
  }
  const counts = view.features.filter(({ aggregate }) => aggregate === 'count' || aggregate === 'count_distinct').map(({ name }) => name)
  if (counts.length > 0) writer.writeDefault(Object.fromEntries(view.features.map(({ name }) => [name, counts.includes(name) ? 0 : null])))
  return written
}

function toKey(cell: unknown): string | number {
  return typeof cell === 'number' ? cell : String(cell)
}

function toValue(cell: unknown): FeatureValues[string] {
  if (typeof cell === 'bigint') return Number(cell)
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null
  return typeof cell === 'string' || typeof cell === 'boolean' ? cell : null
}
