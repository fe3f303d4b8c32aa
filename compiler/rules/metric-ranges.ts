import type { Metric } from '../../schema/generated/aifactory.js'

/** What each metric can be, and for which tasks it is defined. Definitions follow scikit-learn. */
export interface MetricFacts {
  readonly least: number
  readonly most: number
  readonly tasks: readonly string[]
}

const CLASSES = ['binary_classification', 'multiclass_classification']
const NUMBERS = ['regression', 'forecasting']

export const METRICS: Readonly<Record<Metric, MetricFacts>> = {
  roc_auc: { least: 0, most: 1, tasks: CLASSES },
  pr_auc: { least: 0, most: 1, tasks: CLASSES },
  log_loss: { least: 0, most: Number.POSITIVE_INFINITY, tasks: CLASSES },
  brier: { least: 0, most: 2, tasks: CLASSES },
  accuracy: { least: 0, most: 1, tasks: CLASSES },
  precision: { least: 0, most: 1, tasks: CLASSES },
  recall: { least: 0, most: 1, tasks: CLASSES },
  f1: { least: 0, most: 1, tasks: CLASSES },
  ece: { least: 0, most: 1, tasks: CLASSES },
  calibration_slope: { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, tasks: ['binary_classification'] },
  calibration_intercept: { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, tasks: ['binary_classification'] },
  mae: { least: 0, most: Number.POSITIVE_INFINITY, tasks: NUMBERS },
  rmse: { least: 0, most: Number.POSITIVE_INFINITY, tasks: NUMBERS },
  mape: { least: 0, most: Number.POSITIVE_INFINITY, tasks: NUMBERS },
  smape: { least: 0, most: 2, tasks: NUMBERS },
  r2: { least: Number.NEGATIVE_INFINITY, most: 1, tasks: NUMBERS },
}

/** The facts of a metric of a model, or undefined for measures of a server such as error_rate. */
export function metricFacts(metric: string): MetricFacts | undefined {
  return Object.hasOwn(METRICS, metric) ? METRICS[metric as Metric] : undefined
}
