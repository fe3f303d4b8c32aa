import type { BehaviourCheck, EvaluateJob, EvaluationReport } from '../../schema/generated/jobs.js'
import type { Predictions } from '../model/feeds.js'
import type { DatasetPart } from '../model/read-dataset.js'
import { applyChanges, chosenRows, givenRows } from './behaviour-rows.js'
import type { GroupColumns } from './rows.js'

type Result = NonNullable<EvaluationReport['behaviour']>[number]

/** What single precision and batching leave between two predictions of the same row. */
const ROUNDING = 1e-6

/**
 * How predictions behave when inputs change: tests of minimum functionality, invariance and direction (Ribeiro et al. 2020). Rows
 * are those given, those that where chooses, or all test rows; none is satisfied where there are none.
 */
export async function measureBehaviour(
  { behaviour = [] }: EvaluateJob,
  part: DatasetPart,
  groups: GroupColumns,
  predict: (part: DatasetPart) => Promise<Predictions>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const check of behaviour) {
    const rows = check.rows ? givenRows(check, part) : chosenRows(check, part, groups)
    if (rows.rows === 0) results.push({ id: check.id, rows: 0, satisfied: 0 })
    else results.push(judge(check, (await predict(rows)).values, (await predict(applyChanges(check, rows))).values))
  }
  return results
}

function judge(check: BehaviourCheck, before: Float64Array, after: Float64Array): Result {
  let satisfied = 0
  let worst = { row: 0, by: Number.NEGATIVE_INFINITY }
  for (const [row, was] of before.entries()) {
    const by = shortfall(check, was, after[row] ?? Number.NaN)
    if (by <= ROUNDING) satisfied++
    if (by > worst.by) worst = { row, by }
  }
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    id: check.id,
    rows: before.length,
    satisfied,
    before: mean(before),
    after: mean(after),
    worst: { row: worst.row, before: before[worst.row] ?? 0, after: after[worst.row] ?? 0 },
  }
}

/** By how much a prediction misses what is expected of it; 0 or less is as expected. */
function shortfall(
  { expect, by, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: BehaviourCheck,
  before: number,
  after: number,
): number {
  switch (expect) {
    case 'increases':
      return by - (after - before)
    case 'decreases':
      return by - (before - after)
    case 'unchanged':
      return Math.abs(after - before) - by
    case 'between':
      return Math.max(min - after, after - max)
  }
}
