import type { Task } from '../../../schema/generated/jobs.js'
import type { Predictions } from '../../model/feeds.js'
import { averagePrecision } from './average-precision.js'
import { expectedCalibrationError } from './calibration.js'
import { atThreshold, CONFUSION_METRICS } from './confusion.js'
import { CLASS_SHARES, macro, rocAucOneVersusRest } from './multiclass.js'
import { r2 } from './r2.js'
import { positivesByRank, type Ranking, rank } from './ranking.js'
import { calibrationIntercept, calibrationSlope } from './recalibration.js'
import { rocAuc } from './roc-auc.js'
import { type RowLosses, rowLosses } from './row-losses.js'
import { meanOf, type Weighted } from './weighted.js'

export interface MetricOptions {
  /** Probability from which a row counts as positive. */
  readonly threshold: number
}

/** Metrics by name; each prepares its rows when it is asked for. */
export type MetricsByName = Readonly<Record<string, () => Weighted>>

/**
 * The metrics of a task. Labels are 0 or 1 for binary, class indices for multiclass, values otherwise. Predictions are finite.
 */
export function metricsOf(task: Task, labels: Float64Array, predictions: Predictions, options: MetricOptions): MetricsByName {
  const losses = rowLosses(task, labels, predictions, options)
  if (task === 'binary_classification') return { ...binaryMetrics(labels, predictions.values, options.threshold), ...means(losses) }
  if (task === 'multiclass_classification') return { ...multiclassMetrics(labels, predictions), ...means(losses) }
  return valueMetrics(labels, predictions.values, losses)
}

function means(losses: RowLosses): MetricsByName {
  return Object.fromEntries(Object.entries(losses).map(([metric, compute]) => [metric, () => meanOf(compute())]))
}

function binaryMetrics(y: Float64Array, p: Float64Array, threshold: number): MetricsByName {
  let sorted: { ranking: Ranking; positive: Uint8Array } | undefined
  const ranked = () => {
    if (!sorted) {
      const ranking = rank(p)
      sorted = { ranking, positive: positivesByRank(ranking, y) }
    }
    return sorted
  }
  return {
    roc_auc: () => rocAuc(ranked().ranking, ranked().positive),
    pr_auc: () => averagePrecision(ranked().ranking, ranked().positive),
    precision: () => atThreshold(CONFUSION_METRICS.precision, y, p, threshold),
    recall: () => atThreshold(CONFUSION_METRICS.recall, y, p, threshold),
    f1: () => atThreshold(CONFUSION_METRICS.f1, y, p, threshold),
    ece: () => expectedCalibrationError(y, p),
    calibration_slope: () => calibrationSlope(y, p),
    calibration_intercept: () => calibrationIntercept(y, p),
  }
}

function multiclassMetrics(y: Float64Array, { values, probabilities }: Predictions): MetricsByName {
  const classes = probabilities && y.length > 0 ? probabilities.length / y.length : 0
  const p = probabilities ?? new Float64Array(0)
  return {
    roc_auc: () => (classes > 0 ? rocAucOneVersusRest(y, p, classes) : () => undefined),
    precision: () => macro(CLASS_SHARES.precision, y, values, classes),
    recall: () => macro(CLASS_SHARES.recall, y, values, classes),
    f1: () => macro(CLASS_SHARES.f1, y, values, classes),
  }
}

function valueMetrics(y: Float64Array, p: Float64Array, { mse, ...losses }: RowLosses): MetricsByName {
  return {
    ...means(losses),
    rmse: () => {
      const meanSquare = meanOf(mse?.() ?? new Float64Array(0))
      return (weights) => {
        const value = meanSquare(weights)
        return value === undefined ? undefined : Math.sqrt(value)
      }
    },
    r2: () => r2(y, p),
  }
}
