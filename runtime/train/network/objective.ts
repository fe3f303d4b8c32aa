import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { Task } from '../../../schema/generated/jobs.js'

/** What the network is trained for. Labels are the dataset's: 0 or 1, class indices, or values. */
export interface Objective {
  /** Columns of the last layer. */
  readonly outputs: number
  /** The last layer's bias from which an untrained network predicts the base rate. */
  readonly outputBias: readonly number[]
  /** Regression: the network predicts (value - mean) / scale. */
  readonly label?: { readonly mean: number; readonly scale: number }
  /** Loss of one row whose outputs start at z[at]; writes its derivative by them into gradient, when there is one. */
  loss(z: Float32Array, at: number, label: number, gradient?: Float32Array): number
}

/** @throws AIFactoryError AF7321 for labels from which nothing can be learned, AF7323 for a task that this trainer does not know. */
export function objectiveOf(task: Task, labels: Float64Array, classes: number, balanced: 'balanced' | 'none'): Objective {
  if (task === 'binary_classification') return binary(labels, balanced)
  if (task === 'multiclass_classification') return multiclass(labels, classes, balanced)
  if (task === 'regression' || task === 'forecasting') return regression(labels)
  throw new AIFactoryError('AF7323', `the built-in trainer does not train ${task} models`, {
    hint: 'Use trainer.runtime: command with a program of your own.',
  })
}

function binary(labels: Float64Array, balanced: 'balanced' | 'none'): Objective {
  const counts = countClasses(labels, 2)
  const [negative = 1, positive = 1] = classWeights(counts, balanced)
  const odds = ((counts[1] ?? 0) * positive) / ((counts[0] ?? 0) * negative)
  return {
    outputs: 1,
    outputBias: [Math.log(odds)],
    loss(z, at, label, gradient) {
      const value = z[at] ?? 0
      const weight = label === 1 ? positive : negative
      if (gradient) gradient[at] = weight * (1 / (1 + Math.exp(-value)) - label)
      return weight * (Math.max(value, 0) - value * label + Math.log1p(Math.exp(-Math.abs(value))))
    },
  }
}

function multiclass(labels: Float64Array, classes: number, balanced: 'balanced' | 'none'): Objective {
  const counts = countClasses(labels, classes)
  const weights = classWeights(counts, balanced)
  return {
    outputs: classes,
    // A class without rows gets the share of half a row.
    outputBias: counts.map((count, k) => Math.log((Math.max(count, 0.5) * (weights[k] ?? 1)) / labels.length)),
    loss(z, at, label, gradient) {
      let max = Number.NEGATIVE_INFINITY
      for (let k = at; k < at + classes; k++) max = Math.max(max, z[k] ?? 0)
      let sum = 0
      for (let k = at; k < at + classes; k++) sum += Math.exp((z[k] ?? 0) - max)
      const weight = weights[label] ?? 1
      if (gradient)
        for (let k = 0; k < classes; k++) gradient[at + k] = weight * (Math.exp((z[at + k] ?? 0) - max) / sum - (k === label ? 1 : 0))
      return weight * (max + Math.log(sum) - (z[at + label] ?? 0))
    },
  }
}

/** Half the squared error of the standardized label. */
function regression(labels: Float64Array): Objective {
  const mean = labels.reduce((sum, y) => sum + y, 0) / labels.length
  const scale = Math.sqrt(labels.reduce((sum, y) => sum + (y - mean) ** 2, 0) / labels.length)
  if (!Number.isFinite(mean) || !(scale > 0)) {
    throw new AIFactoryError(
      'AF7321',
      Number.isFinite(mean) ? `the label is ${mean} in every training row` : 'the label is not finite in every training row',
      {
        hint: 'Check the label expression and the window of the dataset.',
      },
    )
  }
  return {
    outputs: 1,
    outputBias: [0],
    label: { mean: Math.fround(mean), scale: Math.fround(scale) },
    loss(z, at, label, gradient) {
      const error = (z[at] ?? 0) - (label - mean) / scale
      if (gradient) gradient[at] = error
      return error * error * 0.5
    },
  }
}

function countClasses(labels: Float64Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  const present = counts.filter((count) => count > 0).length
  if (counts.length > classes || counts.reduce((a, b) => a + b, 0) !== labels.length) {
    throw new AIFactoryError('AF7321', `the label has values other than ${classes === 2 ? 'false and true' : `its ${classes} classes`}`)
  }
  if (present < 2) {
    throw new AIFactoryError('AF7321', 'the label has one class in the training rows', {
      hint: 'A classifier needs rows of both classes: check the label expression, the filter and the window of the dataset.',
    })
  }
  return counts
}

/** scikit-learn's class_weight: rows / (classes * rows of the class). */
function classWeights(counts: readonly number[], balanced: 'balanced' | 'none'): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const present = counts.filter((count) => count > 0).length
  return counts.map((count) => (balanced === 'balanced' && count > 0 ? rows / (present * count) : 1))
}
