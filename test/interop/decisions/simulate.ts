/**
 * Rollouts that are looked at after every so many requests, through the code that measures and the code that decides, beside a fixed
 * test that is repeated at each look.
 */
import type { LinkedAnalysisMetric } from '../../../compiler/graph/factory.js'
import { assessMeasurement } from '../../../reconciler/decide/analysis.js'
import { delong } from '../../../runtime/evaluate/intervals/delong.js'
import { pairedImprovement } from '../../../runtime/monitor/sequences/estimates.js'
import { outcomeSequence } from '../../../runtime/monitor/sequences/outcome-sequence.js'
import { errorRateSequence, latencySequence } from '../../../runtime/monitor/sequences/server-sequence.js'
import { randomOf } from '../../../runtime/random.js'
import { normalHalfWidth } from '../../../runtime/statistics/normal-distribution.js'
import type { Measurement } from '../../../schema/generated/jobs.js'

export interface Simulation {
  readonly metric: 'brier' | 'log_loss' | 'accuracy' | 'roc_auc' | 'error_rate' | 'latency_p95'
  /** How much worse the new version is: noise in its scores, failures per row, or a factor of its latency. 0 is none. */
  readonly harm: number
  /** Least improvement, or largest ratio, that is wanted. */
  readonly minDelta?: number
  readonly maxRatio?: number
  readonly every: number
  readonly until: number
  readonly minSamples: number
  readonly experiments: number
  readonly confidence: number
  readonly seed: number
}

export interface Outcome {
  /** Shares of experiments. */
  readonly failed: number
  readonly passed: number
  readonly undecided: number
  /** Requests until the decision, on average over those that came to one. */
  readonly samples: number
  /** Share in which a fixed test at the same level, repeated at each look, would have failed the version; absent where there is none. */
  readonly fixedFailed?: number
}

export function simulate(simulation: Simulation): Outcome {
  const { experiments } = simulation
  let [failed, passed, fixed, samples] = [0, 0, 0, 0]
  for (let i = 0; i < experiments; i++) {
    const run = experiment(simulation, i)
    if (run.verdict === 'fail') failed++
    if (run.verdict === 'pass') passed++
    if (run.verdict !== 'inconclusive') samples += run.samples
    if (run.fixed) fixed++
  }
  return {
    failed: failed / experiments,
    passed: passed / experiments,
    undecided: 1 - (failed + passed) / experiments,
    samples: Math.round(samples / Math.max(1, failed + passed)),
    fixedFailed: fixed / experiments,
  }
}

function experiment(simulation: Simulation, index: number): { verdict: string; samples: number; fixed: boolean } {
  const { metric, every, until, minSamples, confidence, seed, minDelta, maxRatio } = simulation
  const random = randomOf(seed, index)
  const uniform = () => (random() + 0.5) / 2 ** 32
  const look =
    metric === 'error_rate'
      ? errors(simulation, uniform)
      : metric === 'latency_p95'
        ? latencies(simulation, uniform)
        : outcomes(simulation, uniform)
  const spec: LinkedAnalysisMetric = {
    metric,
    versus: 'champion',
    ...(minDelta !== undefined && { minDelta }),
    ...(maxRatio !== undefined && { maxRatio }),
    confidence,
    minSamples,
    intervalMs: 0,
    count: 1,
    failureLimit: 0,
    inconclusiveLimit: 1000,
  }
  let fixed = false
  let decision: { verdict: string; samples: number } | undefined
  for (let n = every; n <= until; n += every) {
    const { measurement, fixedFails } = look(n)
    if (n >= minSamples) fixed ||= fixedFails
    const { verdict } = assessMeasurement(spec, measurement)
    if (!decision && (verdict === 'pass' || verdict === 'fail')) decision = { verdict, samples: n }
    // The fixed test is looked at to the end, so that both have the same number of chances.
  }
  return { ...(decision ?? { verdict: 'inconclusive', samples: until }), fixed }
}

type Look = (n: number) => { measurement: Measurement; fixedFails: boolean }

/** Mirrored requests with outcomes: both versions score the same rows. */
function outcomes({ metric, harm, until, minSamples, confidence, minDelta = 0 }: Simulation, uniform: () => number): Look {
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const labels = new Float64Array(until)
  const [ours, theirs] = [new Float64Array(until), new Float64Array(until)]
  for (let i = 0; i < until; i++) {
    const signal = normal() - 1.5
    labels[i] = uniform() < 1 / (1 + Math.exp(-signal)) ? 1 : 0
    // Two trainings of the same model differ by noise of the same size.
    ours[i] = 1 / (1 + Math.exp(-(signal + (0.3 + harm) * normal())))
    theirs[i] = 1 / (1 + Math.exp(-(signal + 0.3 * normal())))
  }
  return (n) => {
    const arm = (predictions: Float64Array) => ({ labels: labels.subarray(0, n), predictions: predictions.subarray(0, n) })
    const request = { metric, confidence, tunedAt: minSamples }
    const sequence = outcomeSequence(request, 'binary_classification', 'paired', arm(ours), arm(theirs))
    const improvement =
      metric === 'roc_auc'
        ? delong(labels.subarray(0, n), ours.subarray(0, n), theirs.subarray(0, n))
        : pairedImprovement('binary_classification', metric, arm(ours), arm(theirs))
    const z = normalHalfWidth(confidence)
    return {
      measurement: { metric, value: 0, champion: 0, samples: n, paired: true, ...(sequence && { sequences: [sequence] }) },
      fixedFails: improvement !== undefined && improvement.value + z * improvement.error < minDelta,
    }
  }
}

/** Requests of which some fail: each version answers its own. */
function errors({ metric, harm, minSamples, confidence, minDelta = 0 }: Simulation, uniform: () => number): Look {
  let [rows, ours, theirs] = [0, 0, 0]
  return (n) => {
    for (; rows < n; rows++) {
      if (uniform() < 0.02 + harm) ours++
      if (uniform() < 0.02) theirs++
    }
    const sequence = errorRateSequence({ metric, confidence, tunedAt: minSamples }, { failed: ours, rows }, { failed: theirs, rows })
    const [p, q] = [ours / rows, theirs / rows]
    const error = Math.sqrt((p * (1 - p) + q * (1 - q)) / rows)
    return {
      measurement: { metric, value: p, champion: q, samples: n, sequences: [sequence] },
      fixedFails: q - p + normalHalfWidth(confidence) * error < minDelta,
    }
  }
}

/** Latencies with a long tail. Of two quantiles there is no simple fixed test, so none is repeated. */
function latencies({ metric, harm, minSamples, confidence }: Simulation, uniform: () => number): Look {
  const [ours, theirs]: [number[], number[]] = [[], []]
  return (n) => {
    while (ours.length < n) {
      ours.push((1 + harm) * (2 - 3 * Math.log(uniform())))
      theirs.push(2 - 3 * Math.log(uniform()))
    }
    const sorted = (values: number[]) => Float64Array.from(values).sort()
    const sequence = latencySequence({ metric, confidence, tunedAt: minSamples }, 0.95, sorted(ours), sorted(theirs))
    return { measurement: { metric, value: 1, champion: 1, samples: n, sequences: [sequence] }, fixedFails: false }
  }
}
