import type { DriftRuleSpec } from '../../schema/generated/jobs.js'
import { binPair } from '../statistics/bins.js'
import { chiSquareQuantile } from '../statistics/chi-square-distribution.js'
import { chiSquareTest } from '../statistics/chi-square-test.js'
import { hellinger, hellingerCriticalValue } from '../statistics/hellinger.js'
import { jensenShannon, jensenShannonCriticalValue } from '../statistics/jensen-shannon.js'
import { ksCriticalValue, ksTest } from '../statistics/ks.js'
import { lInfinity, lInfinityCriticalValue } from '../statistics/l-infinity.js'
import { psi, psiCriticalValue } from '../statistics/psi.js'
import type { NumericSample, Sample } from '../statistics/sample.js'
import { normedWasserstein } from '../statistics/wasserstein.js'
import { normedWassersteinCriticalValue, normedWassersteinPValue } from '../statistics/wasserstein-null.js'

export type DriftMethod = DriftRuleSpec['method']

/** How far two samples of one column are apart. The figures are absent where one side has no rows. */
export interface Comparison {
  readonly statistic?: number
  /** Probability of a statistic this large without drift. For distances of bins it is that of the chi-square test on the same bins. */
  readonly pValue?: number
  /** 95th percentile of the statistic without drift at these numbers of rows; an upper bound of it for l_infinity. */
  readonly criticalValue?: number
  /** Rows compared: ks and wasserstein leave missing values out, for the others they are a bin. */
  readonly reference: number
  readonly current: number
}

/** Whether a method applies to a column: ks and wasserstein need an order. */
export function isApplicable(method: DriftMethod, kind: Sample['kind']): boolean {
  return kind === 'numeric' || (method !== 'ks' && method !== 'wasserstein')
}

/** @throws TypeError where the method does not apply to the samples, or they are of different kinds. */
export function compareSamples(method: DriftMethod, reference: Sample, current: Sample): Comparison {
  if (method !== 'ks' && method !== 'wasserstein') return compareBins(method, reference, current)
  if (reference.kind !== 'numeric' || current.kind !== 'numeric') throw new TypeError(`${method} compares numbers`)
  return compareNumbers(method, reference, current)
}

function compareNumbers(method: 'ks' | 'wasserstein', reference: NumericSample, current: NumericSample): Comparison {
  const rows = { reference: reference.total, current: current.total }
  if (rows.reference === 0 || rows.current === 0) return rows
  if (method === 'ks') return { ...ksTest(reference, current), criticalValue: ksCriticalValue(rows.reference, rows.current), ...rows }
  const statistic = normedWasserstein(reference, current)
  return {
    statistic,
    pValue: normedWassersteinPValue(reference, rows.current, statistic),
    criticalValue: normedWassersteinCriticalValue(reference, rows.current),
    ...rows,
  }
}

function compareBins(method: Exclude<DriftMethod, 'ks' | 'wasserstein'>, reference: Sample, current: Sample): Comparison {
  const n = reference.total + reference.missing
  const m = current.total + current.missing
  const rows = { reference: n, current: m }
  if (n === 0 || m === 0) return rows
  const { reference: p, current: q } = binPair(reference, current)
  const test = chiSquareTest(p, q)
  const bins = p.length
  switch (method) {
    case 'psi':
      return { statistic: psi(p, q), pValue: test.pValue, criticalValue: psiCriticalValue(n, m, bins), ...rows }
    case 'jensen_shannon':
      return { statistic: jensenShannon(p, q), pValue: test.pValue, criticalValue: jensenShannonCriticalValue(n, m, bins), ...rows }
    case 'hellinger':
      return { statistic: hellinger(p, q), pValue: test.pValue, criticalValue: hellingerCriticalValue(n, m, bins), ...rows }
    case 'l_infinity':
      return { statistic: lInfinity(p, q), pValue: test.pValue, criticalValue: lInfinityCriticalValue(p, q), ...rows }
    case 'chi_square':
      return { statistic: test.statistic, pValue: test.pValue, criticalValue: chiSquareQuantile(0.95, test.degreesOfFreedom), ...rows }
  }
}
