import type { Task } from '../../../schema/generated/jobs.js'
import type { Predictions } from '../../model/feeds.js'
import { binaryLogLosses, classLogLosses } from './log-loss.js'

/** Numbers for each row by the metric that is their mean; each is computed when it is asked for. */
export type RowLosses = Readonly<Record<string, () => Float64Array>>

/** The metrics of a task that are a mean over rows. Labels and predictions as for metricsOf. */
export function rowLosses(task: Task, y: Float64Array, predictions: Predictions, { threshold }: { readonly threshold: number }): RowLosses {
  const { values: p, probabilities } = predictions
  if (task === 'binary_classification') {
    return {
      log_loss: () => binaryLogLosses(y, p),
      brier: () => p.map((value, i) => (value - (y[i] ?? 0)) ** 2),
      accuracy: () => p.map((value, i) => (value >= threshold === (y[i] === 1) ? 1 : 0)),
    }
  }
  if (task === 'multiclass_classification') {
    const classes = probabilities && y.length > 0 ? probabilities.length / y.length : 0
    return {
      accuracy: () => y.map((label, i) => (label === p[i] ? 1 : 0)),
      log_loss: () => classLogLosses(y, probabilities ?? new Float64Array(0), classes),
    }
  }
  return {
    mae: () => p.map((value, i) => Math.abs(value - (y[i] ?? 0))),
    mse: () => p.map((value, i) => (value - (y[i] ?? 0)) ** 2),
    // A label of 0 divides by float64's epsilon, as scikit-learn does.
    mape: () => p.map((value, i) => Math.abs(value - (y[i] ?? 0)) / Math.max(Math.abs(y[i] ?? 0), Number.EPSILON)),
    smape: () => p.map((value, i) => symmetricError(y[i] ?? 0, value)),
  }
}

/** The error as a share of the mean size of label and prediction, 0 to 2, as the M4 competition counts it; 0 where both are 0. */
function symmetricError(label: number, prediction: number): number {
  const size = Math.abs(label) + Math.abs(prediction)
  return size > 0 ? (2 * Math.abs(prediction - label)) / size : 0
}
