import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkedAnalysisMetric } from '../../compiler/graph/factory.js'
import type { AnalysisReport, Measurement, Verdict } from '../../schema/generated/jobs.js'
import { HOUR, MINUTE, metricOf, START } from '../testing/factory-fixture.js'
import { type AnalysisState, assessAnalysis, assessMeasurement, dueMetrics, tally } from './analysis.js'

const nothing = JSON.parse('null') as number

const reportAt = (at: number, measurements: Measurement[]): AnalysisReport => ({
  endpoint: 'api',
  version: 2,
  champion: 1,
  window: { from: new Date(START).toISOString(), to: new Date(at).toISOString() },
  measurements,
})
const good: Measurement = { metric: 'error_rate', value: 0, samples: 1000 }
const bad: Measurement = { metric: 'error_rate', value: 0.5, samples: 1000 }
const few: Measurement = { metric: 'error_rate', value: 0, samples: 10 }

describe('a measurement', () => {
  const versus = { max: undefined, versus: 'champion' } as const
  it.each<[string, Partial<LinkedAnalysisMetric>, Partial<Measurement> | undefined, Verdict]>([
    ['within its limit', {}, { value: 0.01 }, 'pass'],
    ['above its limit', {}, { value: 0.011 }, 'fail'],
    ['below its limit', { max: undefined, min: 0.5 }, { value: 0.4 }, 'fail'],
    ['that was not made', {}, undefined, 'no-data'],
    ['without a value', {}, { value: undefined }, 'no-data'],
    ['of nothing, which is not zero', {}, { value: nothing }, 'no-data'],
    ['on too few samples', {}, { value: 0, samples: 99 }, 'inconclusive'],
    ['that is bad on too few samples', {}, { value: 1, samples: 99 }, 'inconclusive'],
    ['that meets its condition', { max: undefined, condition: { operator: '<', value: 0.1 } }, { value: 0.09 }, 'pass'],
    ['that does not', { max: undefined, condition: { operator: '<', value: 0.1 } }, { value: 0.1 }, 'fail'],
    ['as good as the champion', versus, { value: 0.2, champion: 0.2 }, 'pass'],
    ['worse than the champion, where lower is better', versus, { value: 0.21, champion: 0.2 }, 'fail'],
    ['worse than the champion, where higher is better', { ...versus, metric: 'roc_auc' }, { value: 0.6, champion: 0.7 }, 'fail'],
    ['a little worse, which is allowed', { ...versus, metric: 'roc_auc', minDelta: -0.1 }, { value: 0.65, champion: 0.7 }, 'pass'],
    ['within a ratio', { ...versus, maxRatio: 1.2 }, { value: 1.1, champion: 1 }, 'pass'],
    ['beyond a ratio', { ...versus, maxRatio: 1.2 }, { value: 1.3, champion: 1 }, 'fail'],
    ['without a champion to compare with', versus, { value: 0.2 }, 'no-data'],
    ['that wants all of it', { max: 0.1, versus: 'champion' }, { value: 0.2, champion: 0.3 }, 'fail'],
  ])('%s', (_, change, found, verdict) => {
    const spec = metricOf(change)
    const measurement = found && { metric: spec.metric, samples: 1000, ...found }
    expect(assessMeasurement(spec, measurement).verdict).toBe(verdict)
  })
})

describe('an analysis', () => {
  const judge = (spec: LinkedAnalysisMetric, measurements: readonly (Measurement | undefined)[]): Verdict => {
    let state: AnalysisState = {}
    for (const [index, measurement] of measurements.entries()) {
      const report = reportAt(START + (index + 1) * spec.intervalMs, measurement ? [measurement] : [])
      state = tally([spec], state, { since: START, report })
    }
    return assessAnalysis([spec], state).verdict
  }

  it.each<[string, Partial<LinkedAnalysisMetric>, (Measurement | undefined)[], Verdict]>([
    ['is open before it starts', {}, [], 'no-data'],
    ['passes at its count', { count: 2 }, [good, good], 'pass'],
    ['is open below its count', { count: 2 }, [good], 'no-data'],
    ['fails above its limit', {}, [bad], 'fail'],
    ['tolerates failures', { failureLimit: 1 }, [bad, good], 'pass'],
    ['tolerates no more', { failureLimit: 1, count: 2 }, [bad, good, bad], 'fail'],
    ['pauses when nothing is conclusive', { inconclusiveLimit: 1 }, [few, few], 'inconclusive'],
    ['pauses when there is no data', { inconclusiveLimit: 1 }, [undefined, undefined], 'inconclusive'],
    ['waits for what is not conclusive yet', { inconclusiveLimit: 2 }, [few, undefined], 'no-data'],
  ])('%s', (_, change, measurements, verdict) => expect(judge(metricOf(change), measurements)).toBe(verdict))

  it('never passes without metrics', () => expect(assessAnalysis([], {}).verdict).toBe('no-data'))

  it('measures each metric at its own interval', () => {
    const metrics = [metricOf({ intervalMs: MINUTE, count: 100 }), metricOf({ metric: 'latency_p99', max: 1, intervalMs: HOUR, count: 2 })]
    let state: AnalysisState = {}
    for (let at = START; at <= START + HOUR; at += MINUTE) {
      const due = dueMetrics(metrics, state, { since: START, now: at })
      if (!due.length) continue
      const measurements = due.map(({ metric }) => ({ metric, value: 0, samples: 1000 }))
      state = tally(metrics, state, { since: START, report: reportAt(at, measurements) })
    }
    expect([state['0:error_rate']?.pass, state['1:latency_p99']?.pass]).toEqual([60, 1])
  })

  const measurement = fc.constantFrom(good, bad, few, undefined)
  const spec = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    failureLimit: fc.integer({ min: 0, max: 2 }),
    inconclusiveLimit: fc.integer({ min: 0, max: 2 }),
    intervalMs: fc.constantFrom(0, HOUR),
  })

  it('counts a report once, however often it is handed in', () => {
    fc.assert(
      fc.property(spec, fc.array(measurement, { maxLength: 8 }), (change, list) => {
        const metrics = [metricOf(change)]
        let state: AnalysisState = {}
        list.forEach((found, index) => {
          const report = reportAt(START + (index + 1) * HOUR, found ? [found] : [])
          state = tally(metrics, state, { since: START, report })
          expect(tally(metrics, state, { since: START, report })).toEqual(state)
        })
      }),
    )
  })

  it('passes only after as many good measurements as it wants, and no more bad ones than it allows', () => {
    fc.assert(
      fc.property(spec, fc.array(measurement, { maxLength: 8 }), (change, list) => {
        const metric = metricOf({ ...change, intervalMs: HOUR })
        if (judge(metric, list) !== 'pass') return
        expect(list.filter((found) => found === good).length).toBeGreaterThanOrEqual(metric.count)
        const done = list.findIndex((_, index) => list.slice(0, index + 1).filter((found) => found === good).length === metric.count)
        expect(list.slice(0, done).filter((found) => found === bad).length).toBeLessThanOrEqual(metric.failureLimit)
      }),
    )
  })
})
