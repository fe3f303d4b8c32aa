import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { BuildTrafficJob, JobResult } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { type OpenSource, openSource } from '../data/open-source.js'
import { query, withDuckDb } from '../duckdb.js'
import { datasetColumns } from '../features/dataset-columns.js'
import type { JobContext } from '../job-context.js'
import { literal, struct } from '../sql.js'
import { notSelected, requestColumns, requestOrder, requestRowsSql } from '../traffic/traffic-table.js'
import { drawShares } from './draw-shares.js'
import { ONLINE_EVENT, onlineFeatures } from './online-features.js'
import { inputFields, keyFields } from './traffic-fields.js'

/** Small groups let a week of a year be read without the rest. */
const ROW_GROUP = 8192

/**
 * Writes the rows of a dataset's source in [from, to) as the requests that SendTraffic would send, under the same ids, with the
 * features that a server would look up: those in force at each row's event time, computed at the ticks of each view's schedule.
 * traffic.parquet, in the order of sending: n (row number), ts (TIMESTAMPTZ), id, row (within its request), canary, mirror and log
 * (shares in [0, 1) drawn from the id), in (a struct of the model's inputs), keys (a struct of text).
 * @throws AIFactoryError of openSource, datasetColumns and requestRowsSql.
 */
export async function buildTraffic(job: BuildTrafficJob, context: JobContext): Promise<JobResult> {
  const tempDir = join(job.outputDir, 'tmp')
  const offlineRows = await withDuckDb({ signal: context.signal, tempDir }, (connection) => build(connection, job, context))
    .catch((error: unknown) => {
      throw duckDbFailure(error, 'AF7208', `the traffic of ${job.dataset.name} cannot be built`, 'Check its expressions against the data.')
    })
    .finally(() => rm(tempDir, { recursive: true, force: true }))
  return { kind: 'BuildTraffic', offlineRows }
}

async function build(connection: DuckDBConnection, job: BuildTrafficJob, context: JobContext): Promise<number> {
  const { dataset, maxRows } = job
  const sources = new Map<string, OpenSource>()
  for (const definition of [dataset.source, ...dataset.views.map((view) => view.source)]) {
    if (!sources.has(definition.name))
      sources.set(definition.name, await openSource(connection, definition, job.baseDir, `source ${definition.name}`))
  }
  const source = sources.get(dataset.source.name)
  if (!source) throw new Error('the source is not open')
  const { inputs } = await datasetColumns(connection, dataset, source, sources)
  const joinKeys = dataset.views.flatMap((view) => view.joinKeys)
  // The same columns in the same order as SendTraffic has them, since rows of one time are sorted by them.
  const columns = requestColumns(source, [...new Set([...dataset.request, ...joinKeys, ...job.keys])])
  const total = dataset.views.length + 2
  context.progress({ done: 0, total, unit: 'steps', message: 'reading rows' })
  await connection
    .run(
      `CREATE TEMP TABLE sent AS
       SELECT *, strftime(ts, '%Y-%m-%dT%H:%M:%S.%gZ') || '-' || (place // ${maxRows}) AS id, place % ${maxRows} AS row
       FROM (SELECT *, make_timestamptz(CAST(time * 1000 AS BIGINT)) AS ts,
               row_number() OVER (ORDER BY ${requestOrder(columns)}) - 1 AS n,
               row_number() OVER (PARTITION BY time ORDER BY ${requestOrder(columns)}) - 1 AS place
             FROM (${requestRowsSql(source, columns, { filter: dataset.filter })})
             WHERE time >= ${Date.parse(job.from)} AND time < ${Date.parse(job.to)})`,
    )
    .catch((error) => {
      throw notSelected(error, dataset.source.name)
    })
  for (const [index, view] of dataset.views.entries()) {
    context.progress({ done: 1 + index, total, unit: 'steps', message: `looking up ${view.name}` })
    await onlineFeatures(connection, {
      view,
      index,
      source: sources.get(view.source.name) as OpenSource,
      columns,
      from: job.from,
      to: job.to,
    })
  }
  await drawShares(connection, job.seed)
  const joins = dataset.views.map((_, index) => `LEFT JOIN online_${index} USING (n)`)
  const rows = `SELECT n, ts, id, row, canary, mirror, log, ${struct(inputFields(inputs, columns, dataset.views, ONLINE_EVENT))} AS "in",
      ${struct(keyFields([...new Set([...joinKeys, ...job.keys])], columns))} AS keys
    FROM sent JOIN shares USING (id) ${joins.join(' ')} ORDER BY n`
  await connection.run(
    `COPY (${rows}) TO ${literal(join(job.outputDir, 'traffic.parquet'))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
  )
  const [counted] = await query<{ rows: number }>(connection, 'SELECT count(*) AS rows FROM sent')
  const count = counted?.rows ?? 0
  context.progress({ done: total, total, unit: 'steps', message: `${count} rows` })
  return count
}
