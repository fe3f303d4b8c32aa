import { positivesByRank, rank } from './ranking.js'
import { rocAuc } from './roc-auc.js'
import type { Weighted } from './weighted.js'

/** Mean over classes of the one-versus-rest ROC AUC, unweighted. Undefined where a class is absent from the labels. */
export function rocAucOneVersusRest(labels: Float64Array, probabilities: Float64Array, classes: number): Weighted {
  const perClass = Array.from({ length: classes }, (_, k) => {
    const ranking = rank(Float64Array.from(labels, (_, i) => probabilities[i * classes + k] ?? 0))
    return rocAuc(
      ranking,
      positivesByRank(
        ranking,
        labels.map((label) => (label === k ? 1 : 0)),
      ),
    )
  })
  return (weights) => {
    let sum = 0
    for (const auc of perClass) {
      const value = auc(weights)
      if (value === undefined) return undefined
      sum += value
    }
    return sum / classes
  }
}

/** Counts of one class against the rest. */
interface ClassCounts {
  readonly tp: number
  readonly predicted: number
  readonly actual: number
}

/** Each class's share; 0 where it has no denominator, as scikit-learn's zero_division. */
export const CLASS_SHARES = {
  precision: ({ tp, predicted }: ClassCounts) => (predicted > 0 ? tp / predicted : 0),
  recall: ({ tp, actual }: ClassCounts) => (actual > 0 ? tp / actual : 0),
  f1: ({ tp, predicted, actual }: ClassCounts) => (2 * tp) / (predicted + actual),
} as const

/** Unweighted mean of a share over the classes that occur among labels or predictions (scikit-learn's average="macro"). */
export function macro(share: (counts: ClassCounts) => number, labels: Float64Array, predicted: Float64Array, classes: number): Weighted {
  return (weights) => {
    const tp = new Float64Array(classes)
    const guesses = new Float64Array(classes)
    const actual = new Float64Array(classes)
    for (let i = 0; i < labels.length; i++) {
      const w = weights ? (weights[i] ?? 0) : 1
      const y = labels[i] ?? 0
      const p = predicted[i] ?? 0
      actual[y] = (actual[y] ?? 0) + w
      guesses[p] = (guesses[p] ?? 0) + w
      if (y === p) tp[y] = (tp[y] ?? 0) + w
    }
    let sum = 0
    let present = 0
    for (let k = 0; k < classes; k++) {
      const counts = { tp: tp[k] ?? 0, predicted: guesses[k] ?? 0, actual: actual[k] ?? 0 }
      if (counts.predicted + counts.actual === 0) continue
      sum += share(counts)
      present++
    }
    return present > 0 ? sum / present : undefined
  }
}
