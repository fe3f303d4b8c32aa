import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeatureDefinition, FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { openDuckDb, query } from '../duckdb.js'
import { literal } from '../sql.js'
import { pointInTimeSql } from './point-in-time.js'

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await openDuckDb({ threads: 2 })
})
afterAll(() => connection.closeSync())

interface Fact {
  readonly a: string | null
  readonly b: number | null
  /** Milliseconds. */
  readonly e: number | null
  /** Milliseconds after e, or null where the row never becomes known. */
  readonly lag: number | null
  readonly i: number | null
  readonly x: number | null
  readonly s: string | null
}
interface Pair {
  readonly a: string | null
  readonly b: number | null
  readonly t: number
}

const time = (value: number | null) => (value === null ? 'NULL' : `make_timestamptz(${value * 1000})`)

async function load(facts: readonly Fact[], pairs: readonly Pair[]): Promise<void> {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE facts_table (a VARCHAR, b BIGINT, e TIMESTAMPTZ, known TIMESTAMPTZ, i BIGINT, x DOUBLE, s VARCHAR)',
  )
  await connection.run('CREATE OR REPLACE TEMP TABLE spine (a VARCHAR, b BIGINT, ts TIMESTAMPTZ)')
  const rows = facts.map(({ a, b, e, lag, i, x, s }) => [
    literal(a),
    literal(b),
    time(e),
    e === null || lag === null ? 'NULL' : time(e + lag),
    literal(i),
    literal(x),
    literal(s),
  ])
  if (rows.length > 0) await connection.run(`INSERT INTO facts_table VALUES ${rows.map((row) => `(${row.join(',')})`).join(',')}`)
  if (pairs.length > 0)
    await connection.run(`INSERT INTO spine VALUES ${pairs.map(({ a, b, t }) => `(${literal(a)},${literal(b)},${time(t)})`).join(',')}`)
}

const AGGREGATES = ['mean', 'sum', 'count', 'min', 'max', 'stddev', 'count_distinct'] as const

function viewOf(features: FeatureDefinition[], ttlMs: number | undefined, lagged: boolean): FeatureViewDefinition {
  return {
    name: 'v',
    joinKeys: ['a', 'b'],
    source: { name: 's', format: 'parquet', path: 'x', timestampField: 'e', ...(lagged ? { createdTimestampField: 'known' } : {}) },
    ...(ttlMs === undefined ? {} : { ttlMs }),
    online: true,
    schedule: '0 * * * *',
    features: features as [FeatureDefinition, ...FeatureDefinition[]],
  }
}

/** The definitions, word for word, for one place: the rows that count are filtered one by one. */
function bruteForce(facts: readonly Fact[], { a, b, t }: Pair, view: FeatureViewDefinition): Record<string, number | string | null> {
  const lagged = view.source.createdTimestampField !== undefined
  const known = facts.flatMap((fact) => {
    const at = fact.e === null ? null : lagged ? (fact.lag === null ? null : fact.e + fact.lag) : fact.e
    return fact.e !== null && at !== null && at <= t && a !== null && b !== null && fact.a === a && fact.b === b
      ? [{ ...fact, e: fact.e, at }]
      : []
  })
  const value = (fact: Fact, expression: string) => {
    const found = expression === 'i > 2' ? (fact.i === null ? null : Number(fact.i > 2)) : fact[expression as 'i' | 'x' | 's']
    return typeof found === 'number' && !Number.isFinite(found) ? null : found
  }
  return Object.fromEntries(
    view.features.map(({ name, aggregate, expression, windowMs = 0 }) => {
      const from = t - Math.min(aggregate ? windowMs : Number.POSITIVE_INFINITY, view.ttlMs ?? Number.POSITIVE_INFINITY)
      const inWindow = known.filter(({ e }) => e >= from && (aggregate ? e < t : e <= t))
      if (aggregate === undefined) {
        const best = inWindow.reduce<(typeof known)[number] | undefined>(
          (top, fact) => (top === undefined || fact.e > top.e || (fact.e === top.e && fact.at > top.at) ? fact : top),
          undefined,
        )
        return [name, best ? value(best, expression) : null]
      }
      const values = inWindow.map((fact) => value(fact, expression)).filter((found) => found !== null)
      if (aggregate === 'count') return [name, values.length]
      if (aggregate === 'count_distinct') return [name, new Set(values).size]
      if (values.length === 0) return [name, null]
      const numbers = values.map(Number)
      const sum = numbers.reduce((total, one) => total + one, 0)
      if (aggregate === 'sum') return [name, sum]
      if (aggregate === 'mean') return [name, sum / numbers.length]
      if (aggregate === 'min') return [name, Math.min(...numbers)]
      if (aggregate === 'max') return [name, Math.max(...numbers)]
      const mean = sum / numbers.length
      return [
        name,
        numbers.length < 2 ? null : Math.sqrt(numbers.reduce((total, one) => total + (one - mean) ** 2, 0) / (numbers.length - 1)),
      ]
    }),
  )
}

// Few times, keys and lags, so that ties and boundaries are met all the time. Times before 1970 are negative.
const moment = fc.integer({ min: -6, max: 12 })
const key = { a: fc.option(fc.constantFrom('u', 'v'), { freq: 8 }), b: fc.option(fc.constantFrom(1, 2), { freq: 8 }) }
const fact = fc.record({
  ...key,
  e: fc.option(moment, { freq: 12 }),
  lag: fc.option(fc.constantFrom(0, 0, 1, 2, 3, 5, 9, -1), { freq: 9 }),
  i: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 5 }),
  x: fc.option(
    fc.oneof(
      fc.constantFrom(0, 0.1, -7.25, 1e9, 1e-9, Number.NaN, Number.POSITIVE_INFINITY),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    ),
    { freq: 5 },
  ),
  s: fc.option(fc.constantFrom('p', 'q', 'NaN'), { freq: 5 }),
})
const feature = fc.oneof(
  fc.record({ expression: fc.constantFrom('i', 'x', 's') }),
  fc.record({
    expression: fc.constantFrom('i', 'x', 'i > 2'),
    aggregate: fc.constantFrom(...AGGREGATES),
    windowMs: fc.constantFrom(0, 1, 2, 3, 5, 8),
  }),
  fc.record({ expression: fc.constant('s'), aggregate: fc.constantFrom('count', 'count_distinct'), windowMs: fc.constantFrom(1, 3) }),
)

/** Two rows that agree in event and knowledge time are told apart by value alone; which one wins is for another test. */
const distinctTimes = (facts: readonly Fact[]) => {
  const seen = new Set<string>()
  return facts.filter(({ a, b, e, lag }) => {
    const id = `${a} ${b} ${e} ${lag}`
    return !seen.has(id) && seen.add(id)
  })
}

test('equals a filter of all rows, one place at a time', async () => {
  const scenario = fc.record({
    facts: fc.array(fact, { maxLength: 25 }),
    pairs: fc.array(fc.record({ ...key, t: moment }), { minLength: 1, maxLength: 12 }),
    features: fc.array(feature, { minLength: 1, maxLength: 5 }),
    ttlMs: fc.constantFrom(undefined, undefined, 1, 2, 4),
    lagged: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ facts, pairs, features, ttlMs, lagged }) => {
      const hasLatest = features.some((wanted) => !('aggregate' in wanted))
      const used = hasLatest ? distinctTimes(lagged ? facts : facts.map((one) => ({ ...one, lag: 0 }))) : facts
      const view = viewOf(features.map((wanted, index) => ({ name: `f${index}`, ...wanted })) as FeatureDefinition[], ttlMs, lagged)
      await load(used, pairs)
      const rows = await query<Record<string, unknown>>(
        connection,
        `SELECT * REPLACE (epoch_ms(ts) AS ts) FROM (${pointInTimeSql({ view, source: 'facts_table', spine: 'spine', spineTime: 'ts' })})`,
      )
      expect(rows).toHaveLength(new Set(pairs.map(({ a, b, t }) => `${a} ${b} ${t}`)).size)
      for (const pair of pairs) {
        const row = rows.find((candidate) => candidate.a === pair.a && candidate.b === pair.b && candidate.ts === pair.t)
        for (const [name, wanted] of Object.entries(bruteForce(used, pair, view))) {
          const { expression, aggregate } = view.features.find((candidate) => candidate.name === name) ?? {}
          const found = row?.[name]
          if (typeof wanted === 'number' && typeof found === 'number' && expression === 'x' && aggregate) {
            // Beside 1e9 the plain sum above is itself off by 1e-7.
            expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-6 + 1e-9 * Math.abs(wanted))
          } else if (aggregate === 'stddev' && wanted !== null) expect(found).toBeCloseTo(Number(wanted), 9)
          else expect(typeof found === 'boolean' ? Number(found) : found).toBe(wanted)
        }
      }
    }),
    { numRuns: 150 },
  )
})

const row = (e: number, x: number, i: number | null = null): Fact => ({ a: 'u', b: 1, e, lag: 0, i, x, s: null })

test('values that have left the window leave no error behind', async () => {
  const facts = [
    ...Array.from({ length: 2000 }, (_, e) => row(e, e % 2 === 0 ? 1e15 + 0.125 : -1e9 / 7)),
    ...Array.from({ length: 10 }, (_, e) => row(10_000 + e, 0.1, 2 ** 40 + e)),
  ]
  await load(facts, [{ a: 'u', b: 1, t: 10_010 }])
  const wanted = (['mean', 'sum', 'stddev'] as const).flatMap((aggregate) =>
    ['x', 'i'].map((expression) => ({ name: `${aggregate}_${expression}`, aggregate, expression, windowMs: 100 })),
  )
  const [found] = await query<Record<string, number>>(
    connection,
    pointInTimeSql({ view: viewOf(wanted, undefined, true), source: 'facts_table', spine: 'spine', spineTime: 'ts' }),
  )
  expect(found?.mean_x).toBeCloseTo(0.1, 12)
  expect(found?.sum_x).toBeCloseTo(1, 12)
  expect(found?.stddev_x).toBeCloseTo(0, 0)
  expect(found?.sum_i).toBe(10 * 2 ** 40 + 45)
  expect(found?.mean_i).toBe(2 ** 40 + 4.5)
  expect(found?.stddev_i).toBeCloseTo(Math.sqrt(55 / 6), 4)
})

test('rows that agree in both times are told apart by value, whatever their order', async () => {
  const facts = [row(1, 5), row(1, 7), row(1, 6)]
  const view = viewOf([{ name: 'x', expression: 'x' }], undefined, true)
  for (const order of [facts, facts.toReversed()]) {
    await load(order, [{ a: 'u', b: 1, t: 2 }])
    expect(
      await query(connection, `SELECT x FROM (${pointInTimeSql({ view, source: 'facts_table', spine: 'spine', spineTime: 'ts' })})`),
    ).toEqual([{ x: 7 }])
  }
})
