import type { ColumnDrift, DriftRuleSpec } from '../../schema/generated/jobs.js'

/** How near a column is to drifting: 0 to 2 within the threshold, 3 to 5 beyond it, - without evidence. */
export type HeatLevel = '0' | '1' | '2' | '3' | '4' | '5' | '-'

type Limits = Pick<DriftRuleSpec, 'threshold' | 'pValue'>

/**
 * The verdict decides on which side of the limit a column is; the value, how far: from twice and five times the threshold,
 * or for tests a p-value a thousand and a million times smaller than asked for.
 */
export function heatLevel(drift: ColumnDrift | undefined, limits: Limits): HeatLevel {
  if (!drift || drift.verdict === 'inconclusive' || drift.verdict === 'no-data') return '-'
  return testsPValue(limits) ? testLevel(drift, limits.pValue ?? 0) : statisticLevel(drift, drift.threshold ?? limits.threshold ?? 0)
}

/** Whether a rule asks for a p-value rather than for a statistic. */
export function testsPValue({ threshold, pValue }: Limits): boolean {
  return threshold === undefined && pValue !== undefined
}

function statisticLevel({ verdict, statistic = 0 }: ColumnDrift, threshold: number): HeatLevel {
  const share = threshold > 0 ? statistic / threshold : 0
  if (verdict === 'fail') return share < 2 ? '3' : share < 5 ? '4' : '5'
  return share < 0.25 ? '0' : share < 0.5 ? '1' : '2'
}

function testLevel({ verdict, pValue = 1 }: ColumnDrift, limit: number): HeatLevel {
  if (verdict === 'fail') return pValue * 1e3 >= limit ? '3' : pValue * 1e6 >= limit ? '4' : '5'
  return pValue >= 0.5 ? '0' : pValue >= 0.1 ? '1' : '2'
}
