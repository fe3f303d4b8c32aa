import { setImmediate } from 'node:timers/promises'
import type { EvaluateJob, EvaluationReport } from '../../schema/generated/jobs.js'
import type { JobContext } from '../job-context.js'
import { pairedBootstrap } from './bootstrap.js'
import { improvement } from './metrics/compute-metrics.js'
import { metricsOf } from './metrics/prepare-metrics.js'
import { type GroupColumns, type JudgedRows, pick, rowsOf } from './rows.js'

/**
 * The model beside the champion on the same rows, with a paired bootstrap's interval of the improvement. Comparisons whose metric is
 * not defined on the rows are left out: a gate without evidence does not pass.
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
    const chosen = slice ? rowsOf(groups, slice) : undefined
    const [ours, theirs] = chosen ? [pick(model, chosen), pick(champion, chosen)] : [model, champion]
    const options = { threshold: job.threshold }
    const ourMetric = metricsOf(job.task, ours.labels, ours.predictions, options)[metric]?.()
    const theirMetric = metricsOf(job.task, theirs.labels, theirs.predictions, options)[metric]?.()
    const value = ourMetric?.()
    const championValue = theirMetric?.()
    if (!ourMetric || !theirMetric || value === undefined || championValue === undefined) continue
    const better = (a: number, b: number) => improvement(metric, a, b)
    const interval = pairedBootstrap(ours.labels.length, ourMetric, theirMetric, better, { confidence, seed: job.seed })
    if (!interval) continue
    const delta = better(value, championValue)
    comparisons.push({
      metric,
      confidence,
      ...(slice ? { slice } : {}),
      rows: ours.labels.length,
      value,
      champion: championValue,
      delta,
      ...interval,
    })
  }
  return comparisons
}
