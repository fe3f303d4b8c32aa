import type { ColumnDrift } from '../../schema/generated/jobs.js'

/** How near a column is to drifting: 0 to 2 within the threshold, 3 and 4 beyond it, - without evidence. */
export type HeatLevel = '0' | '1' | '2' | '3' | '4' | '-'

/** The verdict decides on which side of the threshold a column is; the value, how far. */
export function heatLevel(drift: ColumnDrift | undefined, usesPValue: boolean): HeatLevel {
  if (!drift || drift.verdict === 'inconclusive' || drift.verdict === 'no-data') return '-'
  if (drift.verdict === 'fail') return farBeyond(drift, usesPValue) ? '4' : '3'
  if (usesPValue) return (drift.pValue ?? 1) >= 0.5 ? '0' : (drift.pValue ?? 1) >= 0.1 ? '1' : '2'
  const share = ratio(drift)
  return share < 0.25 ? '0' : share < 0.5 ? '1' : '2'
}

/** Twice the threshold; for a test, a p-value a thousand times smaller than asked for. */
function farBeyond(drift: ColumnDrift, usesPValue: boolean): boolean {
  return usesPValue ? (drift.pValue ?? 1) * 1000 < (drift.threshold ?? 0) : ratio(drift) >= 2
}

function ratio({ statistic = 0, threshold }: ColumnDrift): number {
  return threshold === undefined || threshold <= 0 ? 0 : statistic / threshold
}
