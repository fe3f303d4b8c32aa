import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, gatesOf, HOUR, modelOf, retrainOf, START } from '../testing/factory-fixture.js'
import { decideTraining, type FinishedRun, finishRun, newTrainingState, type Run, TRIGGER_REASONS, type Trigger } from './training.js'

const retrain = fc.record({
  schedule: fc.constantFrom(undefined, '0 */6 * * *', '0 3 * * *'),
  onChange: fc.boolean(),
  onDrift: fc.boolean(),
  onDecay: fc.boolean(),
  onNewData: fc.boolean(),
  cooldownMs: fc.constantFrom(0, 5 * HOUR, 2 * DAY),
  budget: fc.option(
    fc.record({
      runs: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      gpuHours: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      perMs: fc.constantFrom(DAY, 5 * DAY),
    }),
    { nil: undefined },
  ),
})

const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), millis: fc.integer({ min: 0, max: 20 * HOUR }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      reason: fc.constantFrom('drift' as const, 'decay' as const, 'manual' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('data' as const), data: fc.constantFrom('d1', 'd2', 'd3') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), sizeBytes: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      outcome: fc.constantFrom<FinishedRun['outcome']>('registered', 'rejected', 'failed'),
      gpuHours: fc.integer({ min: 0, max: 4 }),
    }),
  },
)

const GOVERNED = new Set(['decay', 'drift', 'data', 'schedule'])

describe('training, whatever happens', () => {
  it('keeps its promises', () => {
    fc.assert(
      fc.property(retrain, fc.array(event, { maxLength: 60 }), (rules, events) => {
        let model = modelOf({ retrain: retrainOf(rules) })
        let state = newTrainingState(START)
        let now = START
        let data = 'd1'
        const started: Run[] = []
        const finished: FinishedRun[] = []

        const decide = (asked: readonly Trigger[]): void => {
          const before = state
          state = decideTraining(before, model, { data, checks: 'c', asked }, now)
          // Asked again, and after a crash, it decides the same.
          expect(decideTraining(state, model, { data, checks: 'c', asked: [] }, now)).toEqual(state)
          expect(decideTraining(JSON.parse(JSON.stringify(state)) as typeof state, model, { data, checks: 'c', asked: [] }, now)).toEqual(
            state,
          )
          if (before.run) expect(state.run).toBe(before.run)
          // Every trigger is kept, runs, or gives way to a run that begins now.
          const wanted = asked.filter(({ reason }) => (reason === 'drift' ? rules.onDrift : reason === 'decay' ? rules.onDecay : true))
          const begins = state.run !== undefined && !before.run
          for (const { reason } of [...before.pending, ...wanted]) {
            const kept = state.pending.some((trigger) => trigger.reason === reason)
            expect(kept || begins).toBe(true)
            if (reason === 'manual') expect(kept || state.run?.trigger.reason === 'manual').toBe(true)
          }
          if (!begins || !state.run) return
          const { run } = state
          expect(run.id).toBe(started.length + 1)
          if (GOVERNED.has(run.trigger.reason)) {
            const spending = finished.filter(({ trigger }) => trigger.reason !== 'change')
            for (const past of spending) expect(now - past.startedAt).toBeGreaterThanOrEqual(rules.cooldownMs)
            const inPeriod = spending.filter(({ startedAt }) => startedAt > now - (rules.budget?.perMs ?? 0))
            const counted = inPeriod.filter(({ outcome, trigger }) => outcome !== 'failed' && trigger.reason !== 'initial')
            if (rules.budget?.runs !== undefined) expect(counted.length).toBeLessThan(rules.budget.runs)
            const hours = inPeriod.reduce((sum, { gpuHours }) => sum + gpuHours, 0)
            if (rules.budget?.gpuHours !== undefined) expect(hours).toBeLessThan(rules.budget.gpuHours)
          }
          started.push(run)
        }

        decide([])
        for (const happened of events) {
          const asked: Trigger[] = []
          if (happened.kind === 'wait') now += happened.millis
          if (happened.kind === 'ask') asked.push({ reason: happened.reason, at: now, detail: '' })
          if (happened.kind === 'data') data = happened.data
          if (happened.kind === 'edit') model = modelOf({ retrain: model.retrain, gates: gatesOf({ sizeBytes: happened.sizeBytes }) })
          if (happened.kind === 'finish' && state.run) {
            const { outcome, gpuHours } = happened
            state = finishRun(state, { finishedAt: now, outcome, message: '', hashes: model.hashes, data, checks: 'c', gpuHours })
            const last = state.history.at(-1)
            if (last) finished.push(last)
            expect(state.run).toBeUndefined()
          }
          decide(asked)
        }

        // With time, all that was asked for is answered. A budget smaller than one run is the only thing that holds it up.
        const enough = TRIGGER_REASONS.length + 3
        for (let round = 0; round < enough && (state.run || state.pending.length); round++) {
          if (state.run)
            state = finishRun(state, {
              finishedAt: now,
              outcome: 'registered',
              message: '',
              hashes: model.hashes,
              data,
              checks: 'c',
              gpuHours: 0,
            })
          now += 7 * DAY
          state = decideTraining(
            state,
            { ...model, retrain: { ...model.retrain, schedule: undefined } },
            { data, checks: 'c', asked: [] },
            now,
          )
        }
        expect(state.pending).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('never tries what failed again before something changes', () => {
    const quiet = retrainOf({ schedule: undefined, onNewData: true })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 * DAY }), { maxLength: 20 }), (waits) => {
        const model = modelOf({ retrain: quiet })
        let now = START
        let state = decideTraining(newTrainingState(now), model, { data: 'd1', checks: 'c', asked: [] }, now)
        state = finishRun(state, {
          finishedAt: now,
          outcome: 'failed',
          message: '',
          hashes: model.hashes,
          data: 'd1',
          checks: 'c',
          gpuHours: 0,
        })
        for (const wait of waits) {
          now += wait
          state = decideTraining(state, model, { data: 'd1', checks: 'c', asked: [] }, now)
          expect(state.run).toBeUndefined()
        }
      }),
    )
  })
})
