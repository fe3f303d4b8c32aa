import type { FeaturePart, FeatureRows, WantedFeature } from './point-in-time.js'

/** Bits of a 128-bit integer that a sum may use. */
const SUM_BITS = 120
/** A larger power of two is not a double. */
const MOST_BITS = 1000

/** Whether an aggregate can be kept up to date by adding and taking away. */
export function isSwept({ definition }: WantedFeature): boolean {
  return (
    definition.aggregate === 'mean' ||
    definition.aggregate === 'sum' ||
    definition.aggregate === 'count' ||
    definition.aggregate === 'stddev'
  )
}

/** Values of one expression over one window; features that differ only in their aggregate share it. */
interface Swept {
  readonly id: string
  readonly value: string
  readonly window: number
  readonly sum: boolean
  readonly squares: boolean
}

/**
 * Sums over windows by a sweep instead of a join of every t with every row of its window. A row with event e counts at t
 * where e < t <= e + window and known <= t, which is from max(known, e + 1 µs) until before e + window + 1 µs: its value is
 * added at the first and taken away at the second; where the first comes after e + window it was known too late to ever
 * count. Running totals of these steps, looked up as of t, are the sums.
 *
 * Adding and taking away floating-point numbers would leave rounding errors behind for ever. So values are first scaled by a
 * power of two to 128-bit integers: totals are exact, and integers stay what they were. Values for stddev are scaled about
 * the middle of their range, to half the bits, so that their squares fit too.
 */
export function sweepSql({ keys, features }: FeatureRows): FeaturePart {
  const wanted = features.filter(isSwept)
  const swept = sweeps(wanted)
  const key = keys.join(', ')
  const totals = swept.flatMap((sweep) => amounts(sweep).map(({ total }) => total))
  const values = [...new Set(swept.map(({ value }) => value))]
  const numbers = values.filter((value) => swept.some((sweep) => sweep.value === value && (sweep.sum || sweep.squares)))
  const windows = [...new Set(swept.map(({ window }) => window))]

  /** One step of each row of a kind; a sweep that is not chosen stays where it is. */
  const steps = (at: string, where: string, amount: (sweep: Swept, sql: string) => string) =>
    `SELECT ${key}, ${at} AS since, ${swept.flatMap((sweep) => amounts(sweep).map(({ sql }) => amount(sweep, sql))).join(', ')} FROM scaled WHERE ${where}`
  const arrivals = steps('active', 'true', ({ window }, sql) => `CASE WHEN active <= e + ${window} THEN ${sql} END`)
  const departures = windows.map((length) =>
    steps(`e + ${length} + 1`, `active <= e + ${length}`, ({ window }, sql) => (window === length ? `-${sql}` : 'NULL')),
  )

  return {
    ctes: [
      `scales AS MATERIALIZED (SELECT ${['count(*) AS total', ...numbers.flatMap(scaleColumns)].join(', ')} FROM facts)`,
      `scaled AS MATERIALIZED (SELECT ${[key, 'e', 'greatest(known, e + 1) AS active', ...values, ...numbers.flatMap(scaledColumns)].join(', ')} FROM facts CROSS JOIN scales)`,
      `steps (${[key, 'since', ...totals].join(', ')}) AS (${[arrivals, ...departures].join('\nUNION ALL ')})`,
      `moments AS (SELECT ${key}, since, ${totals.map((total) => `coalesce(sum(${total}), 0) AS ${total}`).join(', ')} FROM steps GROUP BY ${key}, since)`,
      `running AS (SELECT ${key}, since, ${totals.map((total) => `sum(${total}) OVER (PARTITION BY ${key} ORDER BY since ROWS UNBOUNDED PRECEDING) AS ${total}`).join(', ')} FROM moments)`,
      `swept AS (SELECT p.*, ${totals.map((total) => `m.${total}`).join(', ')}, scales.*
        FROM (SELECT ${key}, t FROM pairs) p ASOF LEFT JOIN running m ON ${keys.map((name) => `p.${name} = m.${name}`).join(' AND ')} AND p.t >= m.since CROSS JOIN scales)`,
    ],
    relation: 'swept',
    columns: new Map(wanted.map((feature) => [feature.definition.name, resultSql(feature, swept)])),
  }
}

function sweeps(wanted: readonly WantedFeature[]): Swept[] {
  const ids = new Map(wanted.map(({ value, window }) => [`${value}_${window}`, { value, window: window ?? 0 }]))
  return [...ids].map(([id, { value, window }]) => {
    const aggregates = wanted
      .filter((feature) => feature.value === value && feature.window === window)
      .map(({ definition }) => definition.aggregate)
    return { id, value, window, sum: aggregates.includes('mean') || aggregates.includes('sum'), squares: aggregates.includes('stddev') }
  })
}

/** What a row adds to the totals of a sweep: to the count, the sum, and for stddev the sum about the middle and its squares. */
function amounts({ id, value, sum, squares }: Swept): { total: string; sql: string }[] {
  return [
    { total: `n_${id}`, sql: `(${value} IS NOT NULL)::HUGEINT` },
    ...(sum ? [{ total: `s_${id}`, sql: `sum_${value}` }] : []),
    ...(squares
      ? [
          { total: `c_${id}`, sql: `mid_${value}` },
          { total: `q_${id}`, sql: `(mid_${value} * mid_${value})` },
        ]
      : []),
  ]
}

/** Powers of two by which an expression's values are multiplied, so that the sum of all of them, or of their squares, fits. */
function scaleColumns(value: string): string[] {
  const bits = (size: string) => `ceil(log2(greatest(${size}, 1e-300)))`
  const number = `CAST(${value} AS DOUBLE)`
  const middle = `coalesce(min(${number}) / 2 + max(${number}) / 2, 0)`
  const scale = (available: string, size: string) => `pow(2.0, least(${MOST_BITS}, ${available} - ${bits(size)} - 1))`
  const rows = 'ceil(log2(count(*) + 1))'
  return [
    `${scale(`${SUM_BITS} - ${rows}`, `max(abs(${number}))`)} AS sum_scale_${value}`,
    `${middle} AS middle_${value}`,
    `${scale(`floor((${SUM_BITS} - ${rows}) / 2)`, `max(${number}) - min(${number})`)} AS mid_scale_${value}`,
  ]
}

function scaledColumns(value: string): string[] {
  return [
    `CAST(CAST(${value} AS DOUBLE) * sum_scale_${value} AS HUGEINT) AS sum_${value}`,
    `CAST((CAST(${value} AS DOUBLE) - middle_${value}) * mid_scale_${value} AS HUGEINT) AS mid_${value}`,
  ]
}

/** A feature from the totals of its sweep in the relation r. */
function resultSql({ definition, value, window }: WantedFeature, swept: readonly Swept[]): string {
  const id = `${value}_${window}`
  if (!swept.some((sweep) => sweep.id === id)) throw new Error(`no sweep for ${definition.name}`)
  const n = `r.n_${id}`
  switch (definition.aggregate) {
    case 'count':
      return `CAST(coalesce(${n}, 0) AS BIGINT)`
    case 'sum':
      return `CASE WHEN ${n} > 0 THEN CAST(r.s_${id} AS DOUBLE) / r.sum_scale_${value} END`
    case 'mean':
      return `CASE WHEN ${n} > 0 THEN CAST(r.s_${id} AS DOUBLE) / r.sum_scale_${value} / ${n} END`
    default: {
      // With m the whole part of the mean and rest = c - n m, the sum of squares about m is q - m (c + rest), in exact integers.
      const mean = `(r.c_${id} // ${n})`
      const rest = `(r.c_${id} - ${n} * ${mean})`
      const squares = `CAST(r.q_${id} - ${mean} * (r.c_${id} + ${rest}) AS DOUBLE) - CAST(${rest} AS DOUBLE) * CAST(${rest} AS DOUBLE) / ${n}`
      return `CASE WHEN ${n} > 1 THEN sqrt(greatest(${squares}, 0) / (${n} - 1)) / r.mid_scale_${value} END`
    }
  }
}
