import type { Weighted } from './weighted.js'

/** Coefficient of determination, 1 - residual sum of squares / total sum of squares. Undefined where the labels are constant. */
export function r2(labels: Float64Array, predictions: Float64Array): Weighted {
  return (weights) => {
    let total = 0
    let sum = 0
    for (let i = 0; i < labels.length; i++) {
      const w = weights ? (weights[i] ?? 0) : 1
      total += w
      sum += w * (labels[i] ?? 0)
    }
    const mean = sum / total
    let residual = 0
    let spread = 0
    for (let i = 0; i < labels.length; i++) {
      const w = weights ? (weights[i] ?? 0) : 1
      const y = labels[i] ?? 0
      residual += w * (y - (predictions[i] ?? 0)) ** 2
      spread += w * (y - mean) ** 2
    }
    return spread > 0 ? 1 - residual / spread : undefined
  }
}
