import type { EvaluateJob, EvaluationReport } from '../../schema/generated/jobs.js'
import type { Predictions } from '../model/feeds.js'
import type { DatasetPart } from '../model/read-dataset.js'
import { improvement } from './metrics/compute-metrics.js'
import { metricsOf } from './metrics/prepare-metrics.js'
import { perturb } from './perturb.js'
import type { JudgedRows } from './rows.js'

/** Each metric on the test rows as they are and as they were changed. A metric that is not defined is absent. */
export async function measureRobustness(
  { task, threshold, robustness = [] }: EvaluateJob,
  part: DatasetPart,
  rows: JudgedRows,
  predict: (part: DatasetPart) => Promise<Predictions>,
): Promise<NonNullable<EvaluationReport['robustness']>> {
  const results: NonNullable<EvaluationReport['robustness']> = []
  for (const check of robustness) {
    const measure = (predictions: Predictions) => metricsOf(task, rows.labels, predictions, { threshold })[check.metric]?.()()
    const { id, metric } = check
    const before = measure(rows.predictions)
    const after = part.rows > 0 ? measure(await predict(perturb(part, check))) : undefined
    const known = before !== undefined && after !== undefined
    results.push({ id, metric, rows: part.rows, ...(known ? { before, after, loss: improvement(metric, before, after) } : {}) })
  }
  return results
}
