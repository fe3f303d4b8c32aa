import type { Task } from '../../../schema/generated/jobs.js'
import type { Predictions } from '../../model/feeds.js'
import { averagePrecision } from './average-precision.js'
import { expectedCalibrationError } from './calibration.js'
import { atThreshold, CONFUSION_METRICS } from './confusion.js'
import { binaryLogLosses, classLogLosses } from './log-loss.js'
import { CLASS_SHARES, macro, rocAucOneVersusRest } from './multiclass.js'
import { r2 } from './r2.js'
import { positivesByRank, type Ranking, rank } from './ranking.js'
import { rocAuc } from './roc-auc.js'
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
  if (task === 'binary_classification') return binaryMetrics(labels, predictions.values, options.threshold)
  if (task === 'multiclass_classification') return multiclassMetrics(labels, predictions)
  return valueMetrics(labels, predictions.values)
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
    log_loss: () => meanOf(binaryLogLosses(y, p)),
    brier: () => meanOf(p.map((value, i) => (value - (y[i] ?? 0)) ** 2)),
    accuracy: () => atThreshold(CONFUSION_METRICS.accuracy, y, p, threshold),
    precision: () => atThreshold(CONFUSION_METRICS.precision, y, p, threshold),
    recall: () => atThreshold(CONFUSION_METRICS.recall, y, p, threshold),
    f1: () => atThreshold(CONFUSION_METRICS.f1, y, p, threshold),
    ece: () => expectedCalibrationError(y, p),
  }
}

function multiclassMetrics(y: Float64Array, { values, probabilities }: Predictions): MetricsByName {
  const classes = probabilities && y.length > 0 ? probabilities.length / y.length : 0
  const p = probabilities ?? new Float64Array(0)
  return {
    accuracy: () => meanOf(y.map((label, i) => (label === values[i] ? 1 : 0))),
    log_loss: () => meanOf(classLogLosses(y, p, classes)),
    roc_auc: () => (classes > 0 ? rocAucOneVersusRest(y, p, classes) : () => undefined),
    precision: () => macro(CLASS_SHARES.precision, y, values, classes),
    recall: () => macro(CLASS_SHARES.recall, y, values, classes),
    f1: () => macro(CLASS_SHARES.f1, y, values, classes),
  }
}

function valueMetrics(y: Float64Array, p: Float64Array): MetricsByName {
  return {
    mae: () => meanOf(p.map((value, i) => Math.abs(value - (y[i] ?? 0)))),
    rmse: () => {
      const meanSquare = meanOf(p.map((value, i) => (value - (y[i] ?? 0)) ** 2))
      return (weights) => {
        const value = meanSquare(weights)
        return value === undefined ? undefined : Math.sqrt(value)
      }
    },
    // A label of 0 divides by float64's epsilon, as scikit-learn does.
    mape: () => meanOf(p.map((value, i) => Math.abs(value - (y[i] ?? 0)) / Math.max(Math.abs(y[i] ?? 0), Number.EPSILON))),
    r2: () => r2(y, p),
  }
}
