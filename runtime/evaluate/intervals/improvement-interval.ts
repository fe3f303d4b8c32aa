import type { IntervalMethod, Task } from '../../../schema/generated/jobs.js'
import { improvement } from '../metrics/compute-metrics.js'
import { metricsOf } from '../metrics/prepare-metrics.js'
import { rowLosses } from '../metrics/row-losses.js'
import type { JudgedRows } from '../rows.js'
import { delongInterval } from './delong.js'
import type { Interval } from './interval.js'
import { pairedBootstrap } from './paired-bootstrap.js'
import { pairedProportions, pairedT } from './paired-mean.js'

export interface ImprovementQuestion {
  readonly task: Task
  readonly metric: string
  readonly threshold: number
  readonly confidence: number
  readonly seed: number
}

/**
 * The interval of the improvement of one model over another on the same rows, and how it was made: DeLong's for the ROC AUC of two
 * classes, a closed form for metrics that are a mean over rows, a paired bootstrap for the others. Undefined where there is none.
 */
export function improvementInterval(
  model: JudgedRows,
  champion: JudgedRows,
  { task, metric, threshold, confidence, seed }: ImprovementQuestion,
): (Interval & { readonly method: IntervalMethod }) | undefined {
  const named = (method: IntervalMethod, interval: Interval | undefined) => interval && { ...interval, method }
  const { labels } = model
  if (metric === 'roc_auc' && task === 'binary_classification') {
    return named('delong', delongInterval(labels, model.predictions.values, champion.predictions.values, confidence))
  }
  const ours = rowLosses(task, labels, model.predictions, { threshold })[metric]?.()
  const theirs = rowLosses(task, labels, champion.predictions, { threshold })[metric]?.()
  if (ours && theirs) {
    const differences = ours.map((loss, row) => improvement(metric, loss, theirs[row] ?? 0))
    return metric === 'accuracy'
      ? named('agresti_min', pairedProportions(differences, confidence))
      : named('paired_t', pairedT(differences, confidence))
  }
  const ourMetric = metricsOf(task, labels, model.predictions, { threshold })[metric]?.()
  const theirMetric = metricsOf(task, labels, champion.predictions, { threshold })[metric]?.()
  if (!ourMetric || !theirMetric) return undefined
  const better = (a: number, b: number) => improvement(metric, a, b)
  return named('paired_bootstrap', pairedBootstrap(labels.length, ourMetric, theirMetric, better, { confidence, seed }))
}
