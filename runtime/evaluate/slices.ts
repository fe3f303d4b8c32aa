import type { EvaluateJob, EvaluationReport } from '../../schema/generated/jobs.js'
import { computeMetrics } from './metrics/compute-metrics.js'
import { type GroupColumns, groupRows, type JudgedRows, pick, rowsOf } from './rows.js'

/** Values of a column beyond which it is an identifier rather than a slice: the largest groups are reported. */
const MOST_SLICES = 100

/**
 * Metrics for each value of each slice column with at least minSliceSize rows, and for the slices that gates name, however small:
 * a gate's minSamples says whether they are enough.
 */
export function measureSlices(job: EvaluateJob, rows: JudgedRows, groups: GroupColumns): EvaluationReport['slices'] {
  const { threshold } = job
  const measured = (filter: Record<string, string | number | boolean>, chosen: Uint32Array) => {
    const slice = pick(rows, chosen)
    return { filter, rows: chosen.length, metrics: computeMetrics(job.task, slice.labels, slice.predictions, { threshold }) }
  }
  const byColumn = job.slices.flatMap((column) =>
    largest(groupRows(groups[column] ?? []).filter(([, chosen]) => chosen.length >= job.minSliceSize)).map(([value, chosen]) =>
      measured({ [column]: value }, chosen),
    ),
  )
  const seen = new Set(byColumn.map(({ filter }) => JSON.stringify(filter)))
  const named = (job.sliceMetrics ?? []).filter((filter) => !seen.has(JSON.stringify(filter)))
  return [...byColumn, ...named.map((filter) => measured(filter, rowsOf(groups, filter)))]
}

function largest<Group extends readonly [unknown, Uint32Array]>(found: readonly Group[]): readonly Group[] {
  if (found.length <= MOST_SLICES) return found
  const limit = found.map(([, rows]) => rows.length).sort((a, b) => b - a)[MOST_SLICES - 1] ?? 0
  return found.filter(([, rows]) => rows.length >= limit).slice(0, MOST_SLICES)
}
