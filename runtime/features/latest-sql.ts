import type { FeaturePart, FeatureRows } from './point-in-time.js'

/**
 * Latest values. Rows of a key are ranked by event, then knowledge time, then value, so that the answer does not depend on
 * the order of files. A row competes from the moment it has happened and is known; the best rank so far, as of t, is the row
 * with the greatest event known by t. Where even that one is older than the ttl, so is every other.
 */
export function latestSql({ keys, features, ttl }: FeatureRows, eventColumn: string | undefined): FeaturePart {
  const latest = features.filter(({ window }) => window === undefined)
  const values = [...new Set(latest.map(({ value }) => value))]
  const key = keys.join(', ')
  const on = (left: string, right: string) => keys.map((name) => `${left}.${name} = ${right}.${name}`).join(' AND ')
  return {
    ctes: [
      `ranked AS MATERIALIZED (SELECT ${[key, 'e', 'known', ...values].join(', ')}, row_number() OVER (PARTITION BY ${key} ORDER BY ${['e', 'known', ...values].join(', ')}) AS rank FROM facts)`,
      `arrivals AS (SELECT ${key}, greatest(e, known) AS since, max(rank) AS rank FROM ranked GROUP BY ${key}, since)`,
      `best AS (SELECT ${key}, since, max(rank) OVER (PARTITION BY ${key} ORDER BY since) AS rank FROM arrivals)`,
      `latest AS (SELECT ${keys.map((name) => `p.${name}`).join(', ')}, p.t, ${['e', ...values].map((name) => `n.${name}`).join(', ')}
        FROM pairs p ASOF JOIN best b ON ${on('p', 'b')} AND p.t >= b.since JOIN ranked n ON ${on('b', 'n')} AND b.rank = n.rank
        ${ttl === undefined ? '' : `WHERE n.e >= p.t - ${ttl}`})`,
    ],
    relation: 'latest',
    columns: new Map([
      ...latest.map(({ definition, value }) => [definition.name, `r.${value}`] as const),
      ...(eventColumn === undefined ? [] : [[eventColumn, 'make_timestamptz(r.e)'] as const]),
    ]),
  }
}
