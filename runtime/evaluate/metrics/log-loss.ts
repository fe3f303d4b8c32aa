/**
 * The loss of each row: minus the natural logarithm of the probability that was given to its true class, clipped to
 * [epsilon, 1 - epsilon] with float64's epsilon, as scikit-learn's log_loss.
 */
export function binaryLogLosses(labels: Float64Array, probabilities: Float64Array): Float64Array {
  return labels.map((label, i) => {
    const p = clip(probabilities[i] ?? 0)
    return label === 1 ? -Math.log(p) : -Math.log(1 - p)
  })
}

/** Labels are class indices; probabilities are row by row, shape [rows, classes]. */
export function classLogLosses(labels: Float64Array, probabilities: Float64Array, classes: number): Float64Array {
  return labels.map((label, i) => -Math.log(clip(probabilities[i * classes + label] ?? 0)))
}

function clip(p: number): number {
  return Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON)
}
