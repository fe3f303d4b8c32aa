import type { DuckDBConnection } from '@duckdb/node-api'
import type { FeatureViewDefinition } from '../../schema/generated/jobs.js'
import type { OpenSource } from '../data/open-source.js'
import { cronTicks, lastTick } from '../features/cron-ticks.js'
import { pointInTimeSql } from '../features/point-in-time.js'
import { identifier } from '../sql.js'
import type { RequestColumn } from '../traffic/traffic-table.js'
import { nativeKey, wasSent } from './traffic-fields.js'

/** Whether the server's look-up of a view finds anything for a row: a BOOLEAN column of its table. */
export const ONLINE_EVENT = '#found'
const TICK = '#tick'
const EVENT = '#event'

/**
 * Makes a table online_<index> with n and the features of a view that a server finds at each row of the table sent: those of the
 * last tick of the view's schedule up to the row's time, unless the newest event behind them has grown older than the ttl since, or
 * the request lacks a part of the key (see OnlineStore and assembleInputs).
 */
export async function onlineFeatures(
  connection: DuckDBConnection,
  options: { view: FeatureViewDefinition; index: number; source: OpenSource; columns: readonly RequestColumn[]; from: string; to: string },
): Promise<void> {
  const { view, index, source, columns, from, to } = options
  const first = lastTick(view.schedule, Date.parse(from)) ?? Date.parse(from)
  const ticks = [first, ...cronTicks(view.schedule, first, Date.parse(to))]
  const keys = view.joinKeys.map((name) => ({ name, sql: nativeKey(name, columns, source) }))
  const names = [...view.joinKeys, TICK].map(identifier)
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE asked AS
     SELECT sent.n, sent.ts, ${keys.map(({ name, sql }) => `${sql} AS ${identifier(name)}`).join(', ')}, ${wasSent(view.joinKeys, columns)} AS whole, tick AS ${identifier(TICK)}
     FROM sent ASOF JOIN (SELECT make_timestamptz(unnest([${ticks.map((tick) => tick * 1000).join(', ')}]::BIGINT[])) AS tick) ticks ON sent.ts >= ticks.tick`,
  )
  const sql = pointInTimeSql({ view, source: source.relation, spine: 'asked', spineTime: TICK, eventColumn: EVENT })
  const fresh =
    view.ttlMs === undefined ? 'true' : `coalesce(epoch_ms(found.${identifier(EVENT)}) >= epoch_ms(asked.ts) - ${view.ttlMs}, true)`
  await connection.run(
    `CREATE TEMP TABLE online_${index} AS
     SELECT asked.n, asked.whole AND ${fresh} AS ${identifier(`${ONLINE_EVENT}${index}`)}, ${view.features.map(({ name }) => `found.${identifier(name)} AS ${identifier(`${index}:${name}`)}`).join(', ')}
     FROM asked LEFT JOIN (${sql}) found ON ${names.map((name) => `asked.${name} IS NOT DISTINCT FROM found.${name}`).join(' AND ')}`,
  )
  await connection.run('DROP TABLE asked')
}
