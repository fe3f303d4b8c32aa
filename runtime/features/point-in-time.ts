import type { FeatureDefinition, FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { knowledgeField } from '../data/visible.js'
import { identifier } from '../sql.js'
import { latestSql } from './latest-sql.js'
import { rangeSql } from './range-sql.js'
import { isSwept, sweepSql } from './sweep-sql.js'

/** Where a view's features are wanted, and from what they are computed. */
export interface PointInTime {
  readonly view: FeatureViewDefinition
  /** Relation of the view's source. It has a timestampField. */
  readonly source: string
  /** Relation with the view's join keys and a TIMESTAMPTZ column: one row for each place where features are wanted. */
  readonly spine: string
  readonly spineTime: string
  /** Adds a column of this name: the newest event known by then, TIMESTAMPTZ, not older than the ttl. */
  readonly eventColumn?: string
}

/** What the parts of the statement share. Times are microseconds since 1970, so that boundaries are exact integers. */
export interface FeatureRows {
  /** k0, k1, ...: the join keys in the CTEs pairs (k…, t) and facts (k…, e event, known, x… values). */
  readonly keys: readonly string[]
  readonly features: readonly WantedFeature[]
  readonly ttl: number | undefined
}

export interface WantedFeature {
  readonly definition: FeatureDefinition
  /** Column of facts that holds its value; the same expression has the same column. */
  readonly value: string
  /** Microseconds; absent for a latest value. Never more than the ttl. */
  readonly window: number | undefined
}

/** A part of the statement: CTEs, and a relation with k…, t and some of the features. */
export interface FeaturePart {
  readonly ctes: readonly string[]
  readonly relation: string
  /** SQL of each output column over the relation, called r. */
  readonly columns: ReadonlyMap<string, string>
}

/**
 * One SELECT with the features of a view at each distinct (join keys, time) of the spine: the key columns, the time column
 * under its name, and one column for each feature. Training and online materialization both use it, so they cannot differ.
 *
 * With e a row's event time, known its knowledge time and t the time asked for:
 * - a latest value comes from the row with the greatest e among e <= t, known <= t, e >= t - ttl, then the greatest known
 *   (Feast's point-in-time join);
 * - an aggregate is over the rows with t - window <= e < t and known <= t (Tecton, Chronon: a window ends just before t);
 *   of no values, count is 0 and the others are NULL; stddev is the sample's.
 * NaN and infinite values count as NULL.
 */
export function pointInTimeSql(request: PointInTime): string {
  const { view, source, spine, spineTime, eventColumn } = request
  const keys = view.joinKeys.map((_, index) => `k${index}`)
  const rows: FeatureRows = { keys, ttl: view.ttlMs === undefined ? undefined : view.ttlMs * 1000, features: wantedFeatures(view) }
  const event = view.source.timestampField
  if (event === undefined) throw new Error(`the source of view ${view.name} has no timestampField`)
  const known = knowledgeField(view.source) ?? event

  const values = new Map(rows.features.map(({ value, definition }) => [value, definition.expression]))
  const keyColumns = view.joinKeys.map((name, index) => `${identifier(name)} AS k${index}`)
  const pairs = `pairs AS MATERIALIZED (SELECT DISTINCT ${keyColumns.join(', ')}, ${identifier(spineTime)} AS ts, epoch_us(${identifier(spineTime)}) AS t FROM ${spine} WHERE ${identifier(spineTime)} IS NOT NULL)`
  const facts = `facts AS MATERIALIZED (SELECT ${[
    ...keyColumns,
    `epoch_us(${identifier(event)}) AS e`,
    `epoch_us(${identifier(known)}) AS known`,
    ...[...values].map(([value, expression]) => `${finite(expression)} AS ${value}`),
  ].join(', ')} FROM ${source} WHERE ${[
    ...new Set([event, known].map((field) => `isfinite(${identifier(field)})`)),
    ...view.joinKeys.map((name) => `${identifier(name)} IS NOT NULL`),
    ...reach(rows, event, eventColumn !== undefined),
  ].join(' AND ')})`

  const parts = [
    ...(eventColumn !== undefined || rows.features.some(({ window }) => window === undefined) ? [latestSql(rows, eventColumn)] : []),
    ...(rows.features.some(isSwept) ? [sweepSql(rows)] : []),
    ...rangeSql(rows),
  ]
  const outputs = new Map(
    parts.flatMap((part, index) => [...part.columns].map(([name, sql]) => [name, sql.replaceAll('r.', `r${index}.`)] as const)),
  )
  const names = [...view.features.map(({ name }) => name), ...(eventColumn === undefined ? [] : [eventColumn])]
  const joins = parts.map(
    (part, index) => `LEFT JOIN ${part.relation} r${index} ON ${[...keys, 't'].map((key) => `p.${key} = r${index}.${key}`).join(' AND ')}`,
  )
  return `WITH ${[pairs, facts, ...parts.flatMap(({ ctes }) => ctes)].join(',\n')}
SELECT ${[
    ...view.joinKeys.map((name, index) => `p.k${index} AS ${identifier(name)}`),
    `p.ts AS ${identifier(spineTime)}`,
    ...names.map((name) => `${outputs.get(name)} AS ${identifier(name)}`),
  ].join(', ')}
FROM pairs p ${joins.join('\n')}`
}

function wantedFeatures(view: FeatureViewDefinition): WantedFeature[] {
  const expressions = [...new Set(view.features.map(({ expression }) => expression))]
  return view.features.map((definition) => {
    const windowMs =
      definition.aggregate === undefined ? undefined : Math.min(definition.windowMs ?? 0, view.ttlMs ?? Number.POSITIVE_INFINITY)
    return {
      definition,
      value: `x${expressions.indexOf(definition.expression)}`,
      window: windowMs === undefined ? undefined : windowMs * 1000,
    }
  })
}

/** An expression without NaN and infinity. The type is known when the statement is planned, so others pay nothing for it. */
function finite(expression: string): string {
  // The line break ends a comment that the expression may end with.
  const value = `(${expression}\n)`
  return `CASE WHEN typeof(${value}) NOT IN ('FLOAT', 'DOUBLE') OR isfinite(TRY_CAST(${value} AS DOUBLE)) THEN ${value} END`
}

/** Bounds on event time outside of which no row can matter, so that an hour's online values do not cost a year's sorting. */
function reach({ features, ttl }: FeatureRows, event: string, withEvent: boolean): string[] {
  const lengths = [...features.map(({ window }) => window ?? ttl), ...(withEvent ? [ttl] : [])]
  const longest = lengths.every((length) => length !== undefined) ? Math.max(...lengths) : undefined
  const e = `epoch_us(${identifier(event)})`
  return [`${e} <= (SELECT max(t) FROM pairs)`, ...(longest === undefined ? [] : [`${e} >= (SELECT min(t) FROM pairs) - ${longest}`])]
}
