import type { SequenceMethod, SequenceRange, SequenceRequest, SequenceResult } from '../../../schema/generated/jobs.js'
import { proportionSequence, quantileRanks } from '../../statistics/confidence-sequence.js'
import { differenceOf, ratioOf } from './ranges.js'

/** Rows that failed, of all. */
export interface Failures {
  readonly failed: number
  readonly rows: number
}

/** The confidence sequences of an error rate, beside the champion's. */
export function errorRateSequence(request: SequenceRequest, version: Failures, champion: Failures): SequenceResult {
  const range =
    ({ failed, rows }: Failures) =>
    (alpha: number) =>
      proportionSequence(failed, rows, alpha)
  return sequenceOf(request, 'proportion', range(version), range(champion))
}

/** The confidence sequences of a quantile (0 to 1) of latencies, in milliseconds and in order, beside the champion's. */
export function latencySequence(request: SequenceRequest, quantile: number, version: Float64Array, champion: Float64Array): SequenceResult {
  const range = (sorted: Float64Array) => (alpha: number) => {
    const { lower, upper } = quantileRanks(quantile, sorted.length, alpha, request.tunedAt)
    return { lower: lower === undefined ? 0 : (sorted[lower - 1] ?? 0), ...(upper !== undefined && { upper: sorted[upper - 1] }) }
  }
  return sequenceOf(request, 'quantile', range(version), range(champion))
}

/** Of two values, each may be wrong with half of alpha. */
function sequenceOf(
  { confidence, tunedAt }: SequenceRequest,
  method: SequenceMethod,
  version: (alpha: number) => SequenceRange,
  champion: (alpha: number) => SequenceRange,
): SequenceResult {
  const alpha = 1 - confidence
  const [own, theirs] = [version(alpha / 2), champion(alpha / 2)]
  return { confidence, tunedAt, method, value: version(alpha), difference: differenceOf('low', own, theirs), ratio: ratioOf(own, theirs) }
}
