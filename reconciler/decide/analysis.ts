import type { LinkedAnalysisMetric } from '../../compiler/graph/factory.js'
import type { AnalysisReport, Measurement, SlicedMetric, Verdict } from '../../schema/generated/jobs.js'
import { lowerIsBetter } from '../../schema/metric-direction.js'
import { assessSequence } from './sequential.js'

export interface MeasurementVerdict {
  readonly metric: string
  readonly verdict: Verdict
  readonly message: string
}

/** Holds one measurement of live traffic against its limits. Too few samples are inconclusive, a missing value is no-data. */
export function assessMeasurement(spec: LinkedAnalysisMetric, measurement: Measurement | undefined): MeasurementVerdict {
  const { metric } = spec
  const value = measurement?.value
  if (!measurement || !isMeasured(value)) return { metric, verdict: 'no-data', message: `${metric}: no data yet` }
  const { champion, samples } = measurement
  if (samples < spec.minSamples) return { metric, verdict: 'inconclusive', message: `${metric}: ${samples} of ${spec.minSamples} samples` }
  if (spec.versus === 'champion' && !isMeasured(champion))
    return { metric, verdict: 'no-data', message: `${metric}: no value of the champion to compare with` }
  if (spec.confidence !== undefined) return { metric, ...assessSequence(spec, spec.confidence, measurement) }
  const shown = `${metric} ${round(value)}${measurement.slice === undefined ? '' : ` where ${spec.by} is ${measurement.slice}`}`
  const failures: string[] = []
  if (spec.min !== undefined && value < spec.min) failures.push(`below ${spec.min}`)
  if (spec.max !== undefined && value > spec.max) failures.push(`above ${spec.max}`)
  if (spec.condition && !holds(value, spec.condition)) failures.push(`not ${spec.condition.operator} ${spec.condition.value}`)
  if (spec.versus === 'champion' && isMeasured(champion)) {
    const improvement = lowerIsBetter(metric) ? champion - value : value - champion
    if (spec.maxRatio !== undefined && value > champion * spec.maxRatio)
      failures.push(`more than ${spec.maxRatio} times the champion's ${round(champion)}`)
    const minDelta = spec.minDelta ?? (spec.maxRatio === undefined ? 0 : -Infinity)
    if (improvement < minDelta) failures.push(`improvement of ${round(improvement)} over the champion is below ${minDelta}`)
  }
  if (failures.length) return { metric, verdict: 'fail', message: `${shown}: ${failures.join(', ')}` }
  return {
    metric,
    verdict: 'pass',
    message: champion === undefined ? `${shown} on ${samples} samples` : `${shown} (champion ${round(champion)}) on ${samples} samples`,
  }
}

/** How often each metric of an analysis has come out how. */
export interface AnalysisTally {
  readonly pass: number
  readonly fail: number
  readonly inconclusive: number
  readonly message: string
  /** When it was last measured, in milliseconds since the epoch. */
  readonly at: number
}

export type AnalysisState = Readonly<Record<string, AnalysisTally>>

/** What a measurement must bring for metrics that are measured apart for each value of an input. */
export function slicesFor(metrics: readonly LinkedAnalysisMetric[]): { readonly slices?: readonly SlicedMetric[] } {
  const slices = metrics.flatMap(({ metric, by, minSamples }) => (by === undefined ? [] : [{ metric, by, minSamples }]))
  return slices.length > 0 ? { slices } : {}
}

/** The metrics to measure now: undecided ones whose interval is over. The first measurement is an interval after `since`. */
export function dueMetrics(
  metrics: readonly LinkedAnalysisMetric[],
  state: AnalysisState,
  { since, now }: { since: number; now: number },
): LinkedAnalysisMetric[] {
  return metrics.filter((spec, index) => isDue(spec, state[tallyKey(spec, index)], since, now))
}

/**
 * Adds a report to the tallies, under the time up to which it was measured. A metric that was not due then, or that has
 * reached its count, stays as it is: so the same report counts once, however often it is handed in.
 */
export function tally(
  metrics: readonly LinkedAnalysisMetric[],
  state: AnalysisState,
  { since, report }: { since: number; report: AnalysisReport },
): AnalysisState {
  const next: Record<string, AnalysisTally> = { ...state }
  const at = Date.parse(report.window.to)
  for (const [index, spec] of metrics.entries()) {
    const key = tallyKey(spec, index)
    const before = next[key]
    if (!isDue(spec, before, since, at)) continue
    const { verdict, message } = assessMeasurement(
      spec,
      report.measurements.find(({ metric, by }) => metric === spec.metric && by === spec.by),
    )
    const bucket = verdict === 'no-data' ? 'inconclusive' : verdict
    const counts = before ?? { pass: 0, fail: 0, inconclusive: 0 }
    next[key] = { ...counts, [bucket]: counts[bucket] + 1, message, at }
  }
  return next
}

/**
 * The verdict of a whole analysis: fail when a metric failed too often, pass when each has passed often enough, else undecided.
 * One without metrics has no evidence, so it never passes.
 */
export function assessAnalysis(metrics: readonly LinkedAnalysisMetric[], state: AnalysisState): { verdict: Verdict; message: string } {
  if (metrics.length === 0) return { verdict: 'no-data', message: 'it has no metrics' }
  const tallies = metrics.map((spec, index) => ({ spec, tally: state[tallyKey(spec, index)] }))
  const failed = tallies.find(({ spec, tally }) => tally && tally.fail > spec.failureLimit)
  if (failed) return { verdict: 'fail', message: failed.tally?.message ?? failed.spec.metric }
  const stuck = tallies.find(({ spec, tally }) => tally && tally.pass < spec.count && tally.inconclusive > spec.inconclusiveLimit)
  if (stuck) return { verdict: 'inconclusive', message: stuck.tally?.message ?? stuck.spec.metric }
  const waiting = tallies.filter(({ spec, tally }) => (tally?.pass ?? 0) < spec.count)
  if (waiting.length === 0) return { verdict: 'pass', message: tallies.map(({ tally }) => tally?.message).join('; ') }
  return { verdict: 'no-data', message: waiting.map(({ spec, tally }) => tally?.message ?? `${spec.metric}: not measured yet`).join('; ') }
}

function isDue(spec: LinkedAnalysisMetric, before: AnalysisTally | undefined, since: number, now: number): boolean {
  if (!before) return now >= since + spec.intervalMs
  return before.pass < spec.count && now > before.at && now >= before.at + spec.intervalMs
}

/** What is not a number, such as a null that JSON made of NaN, is no evidence. */
const isMeasured = (value: number | undefined): value is number => typeof value === 'number' && Number.isFinite(value)

const tallyKey = (spec: LinkedAnalysisMetric, index: number): string => `${index}:${spec.metric}`

function holds(value: number, condition: NonNullable<LinkedAnalysisMetric['condition']>): boolean {
  switch (condition.operator) {
    case '<':
      return value < condition.value
    case '<=':
      return value <= condition.value
    case '>':
      return value > condition.value
    case '>=':
      return value >= condition.value
    case '==':
      return value === condition.value
  }
}

const round = (value: number): number => Number(value.toPrecision(4))
