import type { FeaturePart, FeatureRows, WantedFeature } from './point-in-time.js'

/**
 * Aggregates that cannot be taken back (min, max, count_distinct) join every t with the rows of its window. So that a key
 * with a long history is not compared row by row, times are put into buckets as long as the window: the window of a t in
 * bucket b lies in b and b - 1.
 */
export function rangeSql({ keys, features }: FeatureRows): FeaturePart[] {
  const wanted = features.filter(
    ({ definition }) => definition.aggregate === 'min' || definition.aggregate === 'max' || definition.aggregate === 'count_distinct',
  )
  const windows = [...new Set(wanted.map(({ window }) => window ?? 0))]
  return windows.map((window) =>
    rangePart(
      keys,
      window,
      wanted.filter((feature) => feature.window === window),
    ),
  )
}

function rangePart(keys: readonly string[], window: number, features: readonly WantedFeature[]): FeaturePart {
  const relation = `window_${window}`
  const pairKeys = keys.map((name) => `p.${name}`).join(', ')
  const same = [...keys.map((name) => `p.${name} = f.${name}`), 'p.bucket = f.bucket'].join(' AND ')
  return {
    ctes: [
      `${relation} AS (SELECT ${pairKeys}, p.t, ${features.map((feature, index) => `${aggregateSql(feature)} AS a${index}`).join(', ')}
        FROM (SELECT *, unnest([${bucket('t', window)}, ${bucket('t', window)} - 1]) AS bucket FROM pairs) p
        JOIN (SELECT *, ${bucket('e', window)} AS bucket FROM facts) f ON ${same} AND f.e < p.t AND f.e >= p.t - ${window} AND f.known <= p.t
        GROUP BY ${pairKeys}, p.t)`,
    ],
    relation,
    columns: new Map(
      features.map(({ definition }, index) => [
        definition.name,
        definition.aggregate === 'count_distinct' ? `coalesce(r.a${index}, 0)` : `r.a${index}`,
      ]),
    ),
  }
}

function aggregateSql({ definition, value }: WantedFeature): string {
  return definition.aggregate === 'count_distinct' ? `count(DISTINCT f.${value})` : `${definition.aggregate}(f.${value})`
}

/** Floor of time over length in whole numbers; times before 1970 are negative. */
function bucket(time: string, window: number): string {
  const length = Math.max(1, window)
  return `((${time} - ((${time} % ${length}) + ${length}) % ${length}) // ${length})`
}
