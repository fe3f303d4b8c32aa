import type { Task } from '../../schema/generated/jobs.js'
import type { Predictions } from '../model/feeds.js'
import type { Objective } from './network/objective.js'

/** Predictions from a network's outputs, as the exported graph computes them. */
export function predictionsOf(task: Task, outputs: Float32Array, objective: Objective): Predictions {
  if (task === 'binary_classification') return { values: Float64Array.from(outputs, (z) => 1 / (1 + Math.exp(-z))) }
  if (task !== 'multiclass_classification') {
    const { mean, scale } = objective.label ?? { mean: 0, scale: 1 }
    return { values: Float64Array.from(outputs, (z) => z * scale + mean) }
  }
  const classes = objective.outputs
  const probabilities = new Float64Array(outputs.length)
  const values = new Float64Array(outputs.length / classes)
  for (let row = 0; row < values.length; row++) {
    const z = outputs.subarray(row * classes, (row + 1) * classes)
    const max = Math.max(...z)
    const exponentials = Array.from(z, (value) => Math.exp(value - max))
    const sum = exponentials.reduce((a, b) => a + b, 0)
    probabilities.set(
      exponentials.map((e) => e / sum),
      row * classes,
    )
    values[row] = z.indexOf(max)
  }
  return { values, probabilities }
}
