import type { ColumnDrift } from '../../schema/generated/jobs.js'

/** How near a column is to drifting: 0 to 2 within the threshold, 3 to 5 beyond it, - without evidence. */
export type HeatLevel = '0' | '1' | '2' | '3' | '4' | '5' | '-'

/**
 * The verdict decides on which side of the threshold a column is; the value, how far: from twice and five times the
 * threshold, or for tests a p-value a thousand and a million times smaller than asked for.
 */
export function heatLevel(drift: ColumnDrift | undefined, usesPValue: boolean): HeatLevel {
  if (!drift || drift.verdict === 'inconclusive' || drift.verdict === 'no-data') return '-'
  if (drift.verdict === 'fail') return usesPValue ? beyondTest(drift) : beyond(ratio(drift))
  if (usesPValue) return (drift.pValue ?? 1) >= 0.5 ? '0' : (drift.pValue ?? 1) >= 0.1 ? '1' : '2'
  const share = ratio(drift)
  return share < 0.25 ? '0' : share < 0.5 ? '1' : '2'
}

function beyond(share: number): HeatLevel {
  return share < 2 ? '3' : share < 5 ? '4' : '5'
}

function beyondTest({ pValue = 1, threshold = 0 }: ColumnDrift): HeatLevel {
  return pValue * 1e3 >= threshold ? '3' : pValue * 1e6 >= threshold ? '4' : '5'
}

function ratio({ statistic = 0, threshold }: ColumnDrift): number {
  return threshold === undefined || threshold <= 0 ? 0 : statistic / threshold
}
