import type { MetricGate } from '../../schema/generated/aifactory.js'
import type { InferredLabel } from './infer-label.js'

/** Rows above which the default of minSamples is no obstacle to a test of a fifth of them. */
const ENOUGH_ROWS = 400

/**
 * Gates that a model passes when it has learnt something, to be raised once its quality is known, and that later versions
 * pass when they are not clearly worse than the one that serves.
 */
export function startingGates(label: InferredLabel, rows: number): MetricGate[] {
  // With fewer samples than minSamples a gate decides nothing, and what is not decided does not serve.
  return gatesOf(label).map((gate) => (rows < ENOUGH_ROWS ? { ...gate, minSamples: Math.max(1, Math.floor(rows / 20)) } : gate))
}

function gatesOf({ task, commonest = 0, column }: InferredLabel): MetricGate[] {
  if (task === 'binary_classification') {
    return [
      { metric: 'roc_auc', min: 0.55 },
      { metric: 'roc_auc', versus: 'champion', minDelta: -0.02 },
    ]
  }
  if (task === 'multiclass_classification') {
    return [
      // Always answering the commonest class would reach its share.
      { metric: 'accuracy', min: Math.floor(commonest * 90) / 100 },
      { metric: 'accuracy', versus: 'champion', minDelta: -0.02 },
    ]
  }
  const deviation = column.deviation ?? 0
  return [
    // Always answering the mean would err by the standard deviation.
    { metric: 'rmse', max: round(deviation * 1.1) },
    { metric: 'rmse', versus: 'champion', minDelta: -round(deviation * 0.05) },
  ]
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
