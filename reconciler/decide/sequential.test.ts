import { describe, expect, it } from 'vitest'
import type { LinkedAnalysisMetric } from '../../compiler/graph/factory.js'
import type { Measurement, SequenceResult, Verdict } from '../../schema/generated/jobs.js'
import { metricOf } from '../testing/factory-fixture.js'
import { assessMeasurement } from './analysis.js'
import { sequencesFor } from './sequential.js'

const spec = (change: Partial<LinkedAnalysisMetric> = {}): LinkedAnalysisMetric =>
  metricOf({ metric: 'brier', max: undefined, versus: 'champion', confidence: 0.95, minSamples: 500, ...change })

const sequence = (change: Partial<SequenceResult>): SequenceResult => ({
  confidence: 0.95,
  tunedAt: 500,
  method: 'asymptotic',
  value: { lower: 0.15, upper: 0.17 },
  ...change,
})

const measured = (change: Partial<SequenceResult>, more: Partial<Measurement> = {}): Measurement => ({
  metric: 'brier',
  value: 0.16,
  champion: 0.16,
  samples: 1000,
  sequences: [sequence(change)],
  ...more,
})

describe('a metric with confidence', () => {
  it.each<[string, Partial<LinkedAnalysisMetric>, Measurement, Verdict]>([
    ['passes where harm is excluded', { minDelta: -0.01 }, measured({ difference: { lower: -0.009, upper: 0.02 } }), 'pass'],
    ['fails where harm is proven', { minDelta: -0.01 }, measured({ difference: { lower: -0.03, upper: -0.011 } }), 'fail'],
    ['is undecided between', { minDelta: -0.01 }, measured({ difference: { lower: -0.03, upper: 0.02 } }), 'inconclusive'],
    ['wants no harm at all without minDelta', {}, measured({ difference: { lower: -0.001, upper: 0.1 } }), 'inconclusive'],
    ['needs its minimum of samples', { minDelta: -1 }, measured({ difference: { lower: 0, upper: 0 } }, { samples: 499 }), 'inconclusive'],
    ['needs a side that is bounded', { minDelta: -1 }, measured({ difference: { upper: 0.5 } }), 'inconclusive'],
    ['needs an interval', { minDelta: -1 }, measured({}, { sequences: [] }), 'inconclusive'],
    ['needs its own interval', { minDelta: -1 }, measured({ confidence: 0.9, difference: { lower: 0, upper: 0 } }), 'inconclusive'],
    ['needs a difference', { minDelta: -1 }, measured({}), 'inconclusive'],
    ['needs a value', { minDelta: -1 }, measured({ difference: { lower: 0, upper: 0 } }, { value: undefined }), 'no-data'],
    ['needs a champion', { minDelta: -1 }, measured({ difference: { lower: 0, upper: 0 } }, { champion: undefined }), 'no-data'],
    ['passes below a limit', { versus: undefined, max: 0.17 }, measured({}), 'pass'],
    ['fails above it', { versus: undefined, max: 0.149 }, measured({}), 'fail'],
    ['is undecided around it', { versus: undefined, max: 0.16 }, measured({}), 'inconclusive'],
    ['holds a condition against the interval', { versus: undefined, condition: { operator: '>', value: 0.18 } }, measured({}), 'fail'],
    ['cannot prove that two are equal', { versus: undefined, condition: { operator: '==', value: 0.16 } }, measured({}), 'inconclusive'],
    ['compares ratios', { maxRatio: 1.2 }, measured({ ratio: { lower: 0.9, upper: 1.1 } }), 'pass'],
    ['fails on a ratio', { maxRatio: 1.2 }, measured({ ratio: { lower: 1.3 } }), 'fail'],
    ['wants all of it', { max: 0.2, minDelta: 0 }, measured({ difference: { lower: -0.1, upper: -0.01 } }), 'fail'],
  ])('%s', (_, change, measurement, verdict) => {
    expect(assessMeasurement(spec(change), measurement).verdict).toBe(verdict)
  })

  it('says what it wanted and what it saw', () => {
    expect(assessMeasurement(spec({ minDelta: -0.01 }), measured({ difference: { lower: -0.03, upper: 0.02 } })).message).toBe(
      'brier 0.16 on 1000 samples: improvement between -0.03 and 0.02, wanted at least -0.01 (95%)',
    )
  })

  it('asks the measurement for its interval, and others do not', () => {
    expect(sequencesFor([spec(), metricOf()])).toEqual({ sequences: [{ metric: 'brier', confidence: 0.95, tunedAt: 500 }] })
    expect(sequencesFor([metricOf()])).toEqual({})
  })
})
