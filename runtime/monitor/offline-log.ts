import { join } from 'node:path'
import type { LiveWindow, OfflineLog, OfflineRoute } from '../../schema/generated/jobs.js'
import { identifier, literal, struct, timestamp } from '../sql.js'
import type { LogColumns } from './live-log.js'

type Field = readonly [name: string, sql: string]

/**
 * SQL of the records that a server would have logged in a window, with the fields of an inference log: each row of the traffic once
 * under the version that answered it, and once more where a request was mirrored. A request's own shares in the traffic say which
 * version gets it, as chooseRoute of the server does from its id. Latencies are unknown; a row without a prediction has failed.
 */
export function offlineSql(log: OfflineLog, window: LiveWindow, { inputs, keys }: LogColumns): string {
  const { trafficDir, sampleRate, routes, predictions } = log
  const known = new Set(inputs.map(({ name }) => name))
  const fields = [
    ...inputs.map(
      ({ name, type }): Field => [
        name,
        `CAST("in".${identifier(name)} AS ${type === 'int64' || type === 'float64' ? 'DOUBLE' : 'VARCHAR'})`,
      ],
    ),
    ...keys.filter((key) => !known.has(key)).map((key): Field => [key, 'NULL::VARCHAR']),
  ]
  const common = 'n, ts, id, row, "in", keys'
  return `
    WITH sent AS (
      SELECT n, ts, id, row, canary, mirror,
        ${struct(fields)} AS "in", ${struct(keys.map((key): Field => [key, `keys.${identifier(key)}`]))} AS keys
      FROM read_parquet(${literal(join(trafficDir, 'traffic.parquet'))})
      WHERE ts >= ${timestamp(window.from)} AND ts < ${timestamp(window.to)} AND log < ${literal(sampleRate)}
    ),
    routes (since, until, primary_version, canary_version, weight, mirror_version, share) AS (${routesSql(routes)}),
    answered AS (
      SELECT ${common}, mirror, mirror_version, share, primary_version,
        CASE WHEN canary < weight THEN canary_version ELSE primary_version END AS version
      FROM sent JOIN routes ON ts >= since AND ts < until
    ),
    logged AS (
      SELECT ${common}, version, CASE WHEN version = primary_version THEN 'primary' ELSE 'canary' END AS role FROM answered
      UNION ALL
      SELECT ${common}, mirror_version AS version, 'mirror' AS role FROM answered WHERE mirror < share AND mirror_version <> version
    ),
    predicted AS (${predictionsSql(predictions)})
    SELECT ts, ts AS received, id, row, version, role, CASE WHEN prediction IS NULL THEN 'error' ELSE 'ok' END AS status,
      NULL::DOUBLE AS "latencyMs", prediction, "in", keys
    FROM logged JOIN predicted USING (version, n)`
}

function routesSql(routes: readonly OfflineRoute[]): string {
  const rows = routes.map(({ from, to, primary, canary, mirror }) =>
    [
      timestamp(from),
      timestamp(to),
      primary,
      canary?.version ?? primary,
      literal(canary?.weight ?? 0),
      mirror?.version ?? primary,
      literal(mirror?.share ?? 0),
    ].join(', '),
  )
  const none = 'NULL::TIMESTAMPTZ, NULL::TIMESTAMPTZ, NULL::BIGINT, NULL::BIGINT, NULL::DOUBLE, NULL::BIGINT, NULL::DOUBLE'
  return rows.length > 0 ? `VALUES ${rows.map((row) => `(${row})`).join(', ')}` : `SELECT ${none} WHERE false`
}

function predictionsSql(predictions: OfflineLog['predictions']): string {
  if (predictions.length === 0) return 'SELECT NULL::BIGINT AS version, NULL::BIGINT AS n, NULL::DOUBLE AS prediction WHERE false'
  return predictions
    .map(
      ({ version, dir }) => `SELECT ${version} AS version, n, prediction FROM read_parquet(${literal(join(dir, 'predictions.parquet'))})`,
    )
    .join(' UNION ALL ')
}
