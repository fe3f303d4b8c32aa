import type { MetricValues, Task } from '../../../schema/generated/jobs.js'
import { lowerIsBetter } from '../../../schema/metric-direction.js'
import type { Predictions } from '../../model/feeds.js'
import { type MetricOptions, metricsOf } from './prepare-metrics.js'

/** Metrics of which less is better. */
/**
 * All metrics of a task, by name, as scikit-learn defines them: binary roc_auc, pr_auc, log_loss, brier, accuracy, precision,
 * recall, f1, ece, calibration_slope and calibration_intercept; multiclass accuracy, log_loss, macro precision, recall, f1 and one-versus-rest roc_auc; otherwise mae,
 * rmse, mape, smape and r2. Labels are 0 or 1, class indices, or values; labels and predictions are finite and equally long.
 * A metric that is not defined on these rows (no rows, one class) is absent.
 */
export function computeMetrics(
  task: Task,
  labels: Float64Array,
  predictions: Predictions,
  options: Partial<MetricOptions> = {},
): MetricValues {
  const values: MetricValues = {}
  for (const [name, prepare] of Object.entries(metricsOf(task, labels, predictions, { threshold: options.threshold ?? 0.5 }))) {
    const value = prepare()()
    if (value !== undefined && Number.isFinite(value)) values[name] = value
  }
  return values
}

/** Metrics that are best at a value, with neither more nor less. */
const BEST_AT: Readonly<Record<string, number>> = { calibration_slope: 1, calibration_intercept: 0 }

/** By how much a value improves on another: positive is better, whichever way the metric points. */
export function improvement(metric: string, value: number, over: number): number {
  const best = BEST_AT[metric]
  if (best !== undefined) return Math.abs(over - best) - Math.abs(value - best)
  return lowerIsBetter(metric) ? over - value : value - over
}
