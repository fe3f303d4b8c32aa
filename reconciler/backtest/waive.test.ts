import { describe, expect, it } from 'vitest'
import { assessMeasurement } from '../decide/analysis.js'
import { endpointOf, factoryOf, gatesOf, metricOf, modelOf, rolloutOf } from '../testing/factory-fixture.js'
import { waiveOperations } from './waive.js'

const latency = metricOf({ metric: 'latency_p99', max: 50, versus: 'champion', maxRatio: 1.2, minSamples: 20 })
const quality = metricOf({ metric: 'roc_auc', min: 0.6 })
const rollout = rolloutOf({
  steps: [
    { kind: 'setHeaderRoute', name: 'x-beta', value: 'yes' },
    { kind: 'analysis', name: 'health' },
    { kind: 'analysis', name: 'health' },
    { kind: 'pause' },
    { kind: 'pause', durationMs: 1000 },
  ],
  analysis: { health: [latency, quality], unused: [metricOf({ metric: 'error_rate', max: 0.1 })] },
})
const factory = factoryOf({
  models: [modelOf({ gates: gatesOf({ latency: { p99Ms: 5 }, approval: { approvers: ['ann@example.com'], count: 1 } }) })],
  endpoints: [endpointOf({ rollout })],
})

describe('what past data cannot answer', () => {
  it('is listed once each, where the policy asks for it', () => {
    const endpoint = `endpoint/${endpointOf().name}`
    expect(waiveOperations(factory).waived).toEqual([
      { subject: endpoint, where: 'analysis health', what: 'latency_p99' },
      { subject: endpoint, where: 'step', what: 'header x-beta' },
      { subject: endpoint, where: 'step', what: 'pause for a person' },
      { subject: `model/${modelOf().name}`, where: 'gates', what: 'latency' },
      { subject: `model/${modelOf().name}`, where: 'gates', what: 'approval' },
    ])
  })

  it('is held against no limit, but still waits for its samples', () => {
    const { factory: waived } = waiveOperations(factory)
    const [spec] = waived.endpoints[endpointOf().name]?.rollout.analysis.health ?? []
    if (!spec) throw new Error('the metric is gone')
    const verdict = (samples: number) => assessMeasurement(spec, { metric: 'latency_p99', value: 0, champion: 0, samples }).verdict
    expect([verdict(19), verdict(20)]).toEqual(['inconclusive', 'pass'])
    expect(waived.models[modelOf().name]?.gates).toMatchObject({ latency: undefined, approval: undefined })
    expect(waived.endpoints[endpointOf().name]?.rollout.steps.slice(3)).toEqual([
      { kind: 'pause', durationMs: 0 },
      { kind: 'pause', durationMs: 1000 },
    ])
  })

  it('leaves everything else as it is', () => {
    const before = structuredClone(factory)
    const { factory: waived } = waiveOperations(factory)
    expect(factory).toEqual(before)
    expect(waived.endpoints[endpointOf().name]?.rollout.analysis.health?.[1]).toEqual(quality)
    expect(waived.models[modelOf().name]?.gates.metrics).toEqual(gatesOf().metrics)
  })
})
