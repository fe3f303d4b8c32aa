import type { LinkedAnalysisMetric } from '../../compiler/graph/factory.js'
import type { Measurement, SequenceRange, SequenceRequest, Verdict } from '../../schema/generated/jobs.js'

/** What a measurement must bring for metrics with a confidence. Tightest at their minimum of samples, which is given beforehand. */
export function sequencesFor(metrics: readonly LinkedAnalysisMetric[]): { readonly sequences?: readonly SequenceRequest[] } {
  const sequences = metrics.flatMap(({ metric, confidence, minSamples }) =>
    confidence === undefined ? [] : [{ metric, confidence, tunedAt: minSamples }],
  )
  return sequences.length > 0 ? { sequences } : {}
}

/** A quantity that must lie on one side of a limit, with the interval that it is in. */
interface Claim {
  readonly what: string
  readonly range: SequenceRange
  readonly side: 'at least' | 'at most'
  readonly limit: number
}

/**
 * Holds a metric's confidence sequence against its limits: pass where all of it is within, fail where all of it is outside of one,
 * else inconclusive. The sequence is right at all looks together, so that a version that does no harm fails at any of them with a
 * probability of at most 1 - confidence, and one that does harm passes at any of them with no more.
 */
export function assessSequence(
  spec: LinkedAnalysisMetric,
  confidence: number,
  { value = Number.NaN, samples, sequences = [] }: Measurement,
): { verdict: Verdict; message: string } {
  const { metric } = spec
  const found = sequences.find((sequence) => sequence.confidence === confidence && sequence.tunedAt === spec.minSamples)
  if (!found) return { verdict: 'inconclusive', message: `${metric} ${round(value)}: too few samples for an interval` }
  const { value: own, difference, ratio } = found
  const claims: (Claim | undefined)[] = [
    claim(metric, own, 'at least', spec.min),
    claim(metric, own, 'at most', spec.max),
    ...(spec.condition ? conditions(metric, own, spec.condition) : []),
  ]
  if (spec.versus === 'champion') {
    const minDelta = spec.minDelta ?? (spec.maxRatio === undefined ? 0 : undefined)
    claims.push(claim('improvement', difference ?? {}, 'at least', minDelta))
    claims.push(claim('ratio to the champion', ratio ?? {}, 'at most', spec.maxRatio))
  }
  const judged = claims.flatMap((entry) => (entry ? [{ entry, verdict: verdictOf(entry) }] : []))
  const verdict = (['fail', 'inconclusive'] as const).find((wanted) => judged.some((one) => one.verdict === wanted)) ?? 'pass'
  const told = judged.filter((one) => one.verdict === verdict).map(({ entry }) => described(entry))
  return { verdict, message: `${metric} ${round(value)} on ${samples} samples: ${told.join(', ')} (${round(confidence * 100)}%)` }
}

function claim(what: string, range: SequenceRange, side: Claim['side'], limit: number | undefined): Claim | undefined {
  return limit === undefined ? undefined : { what, range, side, limit }
}

function conditions(metric: string, range: SequenceRange, { operator, value }: NonNullable<LinkedAnalysisMetric['condition']>) {
  return [
    ...(operator.startsWith('<') || operator === '==' ? [claim(metric, range, 'at most', value)] : []),
    ...(operator.startsWith('>') || operator === '==' ? [claim(metric, range, 'at least', value)] : []),
  ]
}

function verdictOf({ range: { lower = -Infinity, upper = Infinity }, side, limit }: Claim): Verdict {
  if (side === 'at least') return lower >= limit ? 'pass' : upper < limit ? 'fail' : 'inconclusive'
  return upper <= limit ? 'pass' : lower > limit ? 'fail' : 'inconclusive'
}

function described({ what, range, side, limit }: Claim): string {
  const end = (value: number | undefined) => (value === undefined ? 'unknown' : round(value))
  return `${what} between ${end(range.lower)} and ${end(range.upper)}, wanted ${side} ${limit}`
}

const round = (value: number): number => Number(value.toPrecision(4))
