import { setImmediate } from 'node:timers/promises'
import type { EvaluateJob, EvaluationReport } from '../../schema/generated/jobs.js'
import type { JobContext } from '../job-context.js'
import { improvementInterval } from './intervals/improvement-interval.js'
import { improvement } from './metrics/compute-metrics.js'
import { metricsOf } from './metrics/prepare-metrics.js'
import { type GroupColumns, type JudgedRows, pick, rowsOf } from './rows.js'

/**
 * The model beside the champion on the same rows, with an interval of the improvement. Comparisons whose metric, or whose interval,
 * is not defined on the rows are left out: a gate without evidence does not pass.
 */
export async function compareWithChampion(
  job: EvaluateJob,
  model: JudgedRows,
  champion: JudgedRows,
  groups: GroupColumns,
  context: JobContext,
): Promise<EvaluationReport['comparisons']> {
  const comparisons: EvaluationReport['comparisons'] = []
  for (const { metric, confidence, slice } of job.comparisons) {
    await setImmediate()
    context.signal.throwIfAborted()
    context.log(`comparing ${metric} with the champion's`)
    const { task, threshold, seed } = job
    const chosen = slice ? rowsOf(groups, slice) : undefined
    const [ours, theirs] = chosen ? [pick(model, chosen), pick(champion, chosen)] : [model, champion]
    const measure = (rows: JudgedRows) => metricsOf(task, rows.labels, rows.predictions, { threshold })[metric]?.()()
    const value = measure(ours)
    const championValue = measure(theirs)
    if (value === undefined || championValue === undefined) continue
    const interval = improvementInterval(ours, theirs, { task, metric, threshold, confidence, seed })
    if (!interval) continue
    comparisons.push({
      metric,
      confidence,
      ...(slice ? { slice } : {}),
      rows: ours.labels.length,
      value,
      champion: championValue,
      delta: improvement(metric, value, championValue),
      ...interval,
    })
  }
  return comparisons
}
