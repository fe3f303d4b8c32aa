import type { Weighted } from './weighted.js'

export const CALIBRATION_BINS = 10

export interface CalibrationBin {
  /** Predictions from lower, included, to upper, excluded; the last bin includes 1. */
  readonly lower: number
  readonly upper: number
  readonly count: number
  /** Absent in an empty bin. */
  readonly meanPredicted?: number
  readonly observedRate?: number
}

/** Ten bins of equal width of the predicted probability of the positive class, with what was observed in each. */
export function calibrationTable(labels: Float64Array, probabilities: Float64Array): CalibrationBin[] {
  const { count, predicted, observed } = bin(labels, probabilities)
  return Array.from(count, (rows, k) => ({
    lower: k / CALIBRATION_BINS,
    upper: (k + 1) / CALIBRATION_BINS,
    count: rows,
    ...(rows > 0 ? { meanPredicted: (predicted[k] ?? 0) / rows, observedRate: (observed[k] ?? 0) / rows } : {}),
  }))
}

/**
 * Expected calibration error: the mean over rows of |mean predicted - observed rate| of the row's bin, ten bins of equal width
 * (Naeini, Cooper and Hauskrecht 2015, on the probability of the positive class). Undefined without rows.
 */
export function expectedCalibrationError(labels: Float64Array, probabilities: Float64Array): Weighted {
  return (weights) => {
    const { count, predicted, observed } = bin(labels, probabilities, weights)
    let total = 0
    let error = 0
    for (let k = 0; k < CALIBRATION_BINS; k++) {
      total += count[k] ?? 0
      error += Math.abs((predicted[k] ?? 0) - (observed[k] ?? 0))
    }
    return total > 0 ? error / total : undefined
  }
}

function bin(labels: Float64Array, probabilities: Float64Array, weights?: ArrayLike<number>) {
  const count = new Float64Array(CALIBRATION_BINS)
  const predicted = new Float64Array(CALIBRATION_BINS)
  const observed = new Float64Array(CALIBRATION_BINS)
  for (let i = 0; i < labels.length; i++) {
    const w = weights ? (weights[i] ?? 0) : 1
    const p = probabilities[i] ?? 0
    const k = Math.min(CALIBRATION_BINS - 1, Math.max(0, Math.floor(p * CALIBRATION_BINS)))
    count[k] = (count[k] ?? 0) + w
    predicted[k] = (predicted[k] ?? 0) + w * p
    if (labels[i] === 1) observed[k] = (observed[k] ?? 0) + w
  }
  return { count, predicted, observed }
}
