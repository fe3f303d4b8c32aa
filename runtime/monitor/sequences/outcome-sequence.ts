import type { SequenceRange, SequenceRequest, SequenceResult, Task } from '../../../schema/generated/jobs.js'
import type { Estimate } from '../../evaluate/intervals/delong.js'
import { mixtureRadius, proportionSequence } from '../../statistics/confidence-sequence.js'
import type { Pairing } from '../measure-rollout.js'
import { type Arm, estimateOf, pairedImprovement, unpairedImprovement } from './estimates.js'
import { differenceOf } from './ranges.js'

/**
 * The confidence sequences of a metric on outcomes: of the version's own value, and of its improvement over the champion. Undefined
 * where there are too few outcomes for an error, or no such sequence for the metric.
 */
export function outcomeSequence(
  { metric, confidence, tunedAt }: SequenceRequest,
  task: Task,
  pairing: Pairing,
  version: Arm,
  champion: Arm,
): SequenceResult | undefined {
  const alpha = 1 - confidence
  const around = ({ value, error }: Estimate): SequenceRange => {
    const half = error * mixtureRadius(version.labels.length, alpha, tunedAt)
    return { lower: value - half, upper: value + half }
  }
  const own = estimateOf(task, metric, version)
  if (!own) return undefined
  const shares = metric === 'accuracy'
  const base = {
    confidence,
    tunedAt,
    method: shares && pairing === 'unpaired' ? 'proportion' : metric === 'roc_auc' ? 'delong' : 'asymptotic',
  } as const
  const value = shares ? shareOf(version, own, alpha) : around(own)
  if (pairing === 'paired') {
    const improvement = pairedImprovement(task, metric, version, champion)
    return { ...base, value, ...(improvement && { difference: around(improvement) }) }
  }
  const theirs = estimateOf(task, metric, champion)
  if (!theirs) return { ...base, value }
  // Each side may be wrong with half of alpha.
  const difference = shares
    ? differenceOf('high', shareOf(version, own, alpha / 2), shareOf(champion, theirs, alpha / 2))
    : around(unpairedImprovement(metric, own, theirs))
  return { ...base, value, difference }
}

function shareOf({ labels }: Arm, { value }: Estimate, alpha: number): SequenceRange {
  return proportionSequence(Math.round(value * labels.length), labels.length, alpha)
}
