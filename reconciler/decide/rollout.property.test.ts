import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkedRollout, LinkedRolloutStep } from '../../compiler/graph/factory.js'
import type { AnalysisReport } from '../../schema/generated/jobs.js'
import { HOUR, metricOf, START } from '../testing/factory-fixture.js'
import { decideRollout, type EndpointState, type RolloutCommand, routeOf } from './rollout.js'

const step = fc.oneof(
  fc.record({ kind: fc.constant('mirror' as const), share: fc.constantFrom(0.5, 1) }),
  fc.record({ kind: fc.constant('setWeight' as const), weight: fc.constantFrom(0.01, 0.2, 0.5, 1) }),
  fc.record({ kind: fc.constant('pause' as const), durationMs: fc.constantFrom(HOUR, 3 * HOUR) }),
  fc.constant({ kind: 'pause' as const }),
  fc.record({ kind: fc.constant('analysis' as const), name: fc.constantFrom('a', 'b') }),
  fc.constant({ kind: 'setHeaderRoute' as const, name: 'x-beta', value: '1' }),
)
const metric = fc.record({
  count: fc.integer({ min: 1, max: 2 }),
  failureLimit: fc.integer({ min: 0, max: 1 }),
  inconclusiveLimit: fc.integer({ min: 0, max: 3 }),
})
const spec: fc.Arbitrary<LinkedRollout> = fc.record({
  strategy: fc.constant('canary' as const),
  steps: fc.array(step, { maxLength: 5 }),
  analysis: fc.record({
    a: fc.array(metric.map(metricOf), { maxLength: 2 }),
    b: fc.array(metric.map(metricOf), { minLength: 1, maxLength: 2 }),
  }),
  onFailure: fc.constantFrom('rollback' as const, 'pause' as const),
  deadlineMs: fc.constantFrom(10 * HOUR, 1000 * HOUR),
})
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('candidate' as const),
      version: fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'approve' as const }) },
)
/** What measurements find, in order. */
const finding = fc.constantFrom<'good' | 'bad' | 'few' | 'nothing'>('good', 'good', 'good', 'bad', 'few', 'nothing')

function reportOf(measure: Extract<RolloutCommand, { kind: 'measure' }>, found: 'good' | 'bad' | 'few' | 'nothing'): AnalysisReport {
  const value = found === 'nothing' ? undefined : found === 'bad' ? 1 : 0
  return {
    endpoint: 'api',
    version: measure.version,
    champion: measure.champion,
    window: { from: new Date(measure.from).toISOString(), to: new Date(measure.to).toISOString() },
    measurements: measure.metrics.map((name) => ({ metric: name, value, samples: found === 'few' ? 1 : 1000 })),
  }
}

/** What a trial of one version has seen since it began. */
interface Trial {
  readonly since: number
  readonly good: number
  readonly approvals: number
}

/** Checks what a version may not be promoted without. */
function earned(steps: readonly LinkedRolloutStep[], rules: LinkedRollout['analysis'], trial: Trial, now: number): boolean {
  if (trial.approvals > 0) return true
  const paused = steps.reduce((sum, entry) => sum + (entry.kind === 'pause' ? (entry.durationMs ?? Number.POSITIVE_INFINITY) : 0), 0)
  const reports = steps.reduce((sum, entry) => {
    if (entry.kind !== 'analysis') return sum
    const counts = (rules[entry.name] ?? []).map(({ count }) => count)
    return sum + (counts.length ? Math.max(...counts) : Number.POSITIVE_INFINITY)
  }, 0)
  return now - trial.since >= paused && trial.good >= reports
}

describe('a rollout, whatever happens', () => {
  it('keeps its promises', () => {
    fc.assert(
      fc.property(
        spec,
        fc.array(event, { maxLength: 25 }),
        fc.array(finding, { minLength: 1, maxLength: 20 }),
        (rules, events, findings) => {
          let state: EndpointState = { stable: 1 }
          let candidate: number | undefined
          let now = START
          let measured = 0
          let trial: Trial = { since: now, good: 0, approvals: 0 }
          const declared = (list: readonly LinkedRolloutStep[], upTo: number) => list.slice(0, upTo)

          for (const happened of events) {
            let approved = false
            if (happened.kind === 'wait') now += happened.hours * HOUR
            if (happened.kind === 'candidate') candidate = happened.version
            if (happened.kind === 'approve') approved = true
            let report: AnalysisReport | undefined
            for (;;) {
              const before = state
              const decision = decideRollout(state, rules, { candidate, report, approved }, now)
              state = decision.state
              const kinds = decision.commands.map((command) => (command.kind === 'note' ? command.what : command.kind))
              if (kinds.includes('rollout_started')) trial = { since: now, good: 0, approvals: 0 }
              else if (approved) trial = { ...trial, approvals: trial.approvals + 1 }

              if (state.stable !== before.stable) {
                expect(decision.commands.filter(({ kind }) => kind === 'promote')).toEqual([
                  { kind: 'promote', version: candidate, previous: before.stable },
                ])
                expect(state).toEqual({ stable: candidate, previous: before.stable })
                expect(earned(rules.steps, rules.analysis, trial, now)).toBe(true)
              } else expect(kinds).not.toContain('promote')

              if (kinds.includes('reject')) {
                expect(routeOf(state)).toEqual({ primary: before.stable })
                candidate = undefined
              }
              const { rollout } = state
              if (!rollout) expect(routeOf(state)).toEqual({ primary: state.stable })
              else {
                expect(rollout.version).toBe(candidate)
                const passed = declared(rules.steps, rollout.step)
                const shift = passed.findLast((entry) => entry.kind === 'setWeight')
                expect(rollout.weight).toBe(shift?.kind === 'setWeight' ? shift.weight : 0)
                const route = routeOf(state)
                expect(route?.primary).toBe(state.stable)
                for (const other of [route?.canary, route?.mirror, route?.header]) if (other) expect(other.version).toBe(candidate)
                expect(route?.header !== undefined).toBe(passed.some((entry) => entry.kind === 'setHeaderRoute'))
              }

              // Asked again with the same evidence, it changes nothing and tells nothing new. An approval is used up.
              if (!kinds.includes('reject')) {
                const again = decideRollout(state, rules, { candidate, report, approved: false }, now)
                expect(again.state).toEqual(state)
                expect(again.commands.filter(({ kind }) => kind !== 'measure')).toEqual([])
                expect(decideRollout(JSON.parse(JSON.stringify(state)) as EndpointState, rules, { candidate }, now).state).toEqual(state)
              }

              approved = false
              const measure = decision.commands.find((command) => command.kind === 'measure')
              if (!measure) break
              const found = findings[measured++ % findings.length] ?? 'nothing'
              if (found === 'good') trial = { ...trial, good: trial.good + 1 }
              report = reportOf(measure, found)
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
