import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowance, type PastRun } from './budget.js'

const run = (at: number, gpuHours = 0, failed = false): PastRun => ({ at, gpuHours, counts: !failed })
const runs = (limit: number) => ({ budget: { runs: limit, perMs: 100 }, cooldownMs: 0 })
const hours = (limit: number) => ({ budget: { gpuHours: limit, perMs: 100 }, cooldownMs: 0 })

describe('an allowance', () => {
  it.each([
    ['nothing ran yet', [], runs(1), 0, undefined],
    ['no limits are set', [run(0), run(0)], { cooldownMs: 0 }, 0, undefined],
    ['the cooldown holds', [run(0)], { cooldownMs: 10 }, 9, 10],
    ['the cooldown is over', [run(0)], { cooldownMs: 10 }, 10, undefined],
    ['the cooldown counts a failed run', [run(0, 0, true)], { cooldownMs: 10 }, 9, 10],
    ['the cooldown counts from the latest run, in any order', [run(8), run(0)], { cooldownMs: 10 }, 15, 18],
    ['one run is left', [run(0)], runs(2), 50, undefined],
    ['all runs are used', [run(0), run(20)], runs(2), 50, 100],
    ['a failed run is none of them', [run(0), run(20, 0, true)], runs(2), 50, undefined],
    ['the oldest run leaves the period', [run(0), run(20)], runs(2), 100, undefined],
    ['several have to leave', [run(0), run(10), run(20)], runs(1), 50, 120],
    ['runs at the same time leave together', [run(0), run(0)], runs(1), 50, 100],
    ['a budget of nothing', [], runs(0), 50, Number.POSITIVE_INFINITY],
    ['GPU-hours are left', [run(0, 3)], hours(4), 50, undefined],
    ['GPU-hours are used up', [run(0, 3), run(10, 2)], hours(4), 50, 100],
    ['GPU-hours of a failed run count', [run(0, 4, true)], hours(4), 50, 100],
    ['a run longer than the whole budget leaves at last', [run(0, 9)], hours(4), 50, 100],
  ])('when %s', (_, past, limits, now, until) => {
    const found = allowance(past, limits, now)
    expect(found.allowed ? undefined : found.until).toBe(until)
  })

  it('is given at the time it names, and not before', () => {
    const past = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 200 }), gpuHours: fc.integer({ min: 0, max: 5 }), counts: fc.boolean() }),
      { maxLength: 8 },
    )
    const limits = fc.record({
      budget: fc.record({ runs: fc.integer({ min: 1, max: 4 }), gpuHours: fc.integer({ min: 1, max: 9 }), perMs: fc.constant(100) }),
      cooldownMs: fc.integer({ min: 0, max: 30 }),
    })
    fc.assert(
      fc.property(past, limits, (entries, limit) => {
        let now = 200
        // Several limits may hold: each names its own end.
        for (let tries = 0; tries < 4; tries++) {
          const found = allowance(entries, limit, now)
          if (found.allowed) return
          expect(found.until).toBeGreaterThan(now)
          expect(allowance(entries, limit, found.until - 1).allowed).toBe(false)
          now = found.until
        }
        expect(allowance(entries, limit, now).allowed).toBe(true)
      }),
    )
  })
})
