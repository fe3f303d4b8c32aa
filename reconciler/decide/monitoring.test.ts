import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkedMonitor } from '../../compiler/graph/factory.js'
import type { DriftReport, Verdict } from '../../schema/generated/jobs.js'
import { DAY, HOUR, monitorOf, START } from '../testing/factory-fixture.js'
import { dueCheck, type MonitorReaction, type MonitorState, newMonitorState, reactToReport } from './monitoring.js'

type DriftRule = LinkedMonitor['drift'][number]

const rule = (change: Partial<DriftRule> = {}): DriftRule => ({
  id: 'drift[0]',
  columns: ['distance'],
  method: 'psi',
  threshold: 0.2,
  correction: 'none',
  driftShare: 0,
  for: 1,
  actions: ['alert', 'retrain'],
  ...change,
})

function reportOf(verdicts: Readonly<Record<string, Verdict>>, change: Partial<DriftReport> = {}): DriftReport {
  return {
    monitor: 'watch',
    endpoint: 'api',
    version: 1,
    asOf: '2013-01-08T00:00:00Z',
    window: { from: '2013-01-01T00:00:00Z', to: '2013-01-08T00:00:00Z' },
    rows: 1000,
    rules: Object.entries(verdicts).map(([id, verdict]) => ({ id, method: 'psi', verdict, driftedShare: 0, columns: [] })),
    performance: [],
    quality: [],
    ...change,
  }
}

/** Hands in one report a day; the days, from 1, on which something happened. */
function daysOf(monitor: LinkedMonitor, verdicts: readonly (Verdict | { verdict: Verdict; version: number })[]): number[] {
  let state = newMonitorState(START)
  return verdicts.flatMap((entry, index) => {
    const { verdict, version } = typeof entry === 'string' ? { verdict: entry, version: 1 } : entry
    const found = reactToReport(state, monitor, reportOf({ 'drift[0]': verdict }, { version }), START + (index + 1) * DAY)
    state = found.state
    return found.reactions.length ? [index + 1] : []
  })
}

describe('a rule acts', () => {
  const at = (verdict: Verdict, version: number) => ({ verdict, version })
  it.each<[string, Partial<DriftRule>, Partial<LinkedMonitor>, Parameters<typeof daysOf>[1], number[]]>([
    ['each time that it fires', {}, {}, ['pass', 'fail', 'pass', 'fail'], [2, 4]],
    ['never without evidence', {}, {}, ['no-data', 'inconclusive', 'no-data'], []],
    ['once it has fired often enough', { for: 2 }, {}, ['fail', 'fail', 'pass'], [2]],
    ['not when a pass comes between', { for: 2 }, {}, ['fail', 'pass', 'fail', 'pass'], []],
    ['also when checks without evidence come between', { for: 2 }, {}, ['fail', 'no-data', 'inconclusive', 'fail'], [4]],
    ['not at a check without evidence', { for: 2 }, {}, ['fail', 'no-data'], []],
    ['anew only after as many checks', { for: 2 }, {}, ['fail', 'fail', 'fail', 'fail', 'fail'], [2, 4]],
    ['not within its cooldown', {}, { cooldownMs: 3 * DAY }, ['fail', 'fail', 'fail', 'fail', 'fail'], [1, 4]],
    ['not without evidence as its cooldown ends', {}, { cooldownMs: 2 * DAY }, ['fail', 'fail', 'no-data', 'fail'], [1, 4]],
    ['at once after its cooldown', { for: 2 }, { cooldownMs: 4 * DAY }, ['fail', 'fail', 'fail', 'fail', 'fail', 'fail'], [2, 6]],
    ['from the start for a new version', { for: 2 }, {}, ['fail', at('fail', 2), at('fail', 2)], [3]],
    [
      'within the cooldown of the version before',
      {},
      { cooldownMs: 3 * DAY },
      ['fail', at('fail', 2), at('pass', 2), at('fail', 2)],
      [1, 4],
    ],
  ])('%s', (_, change, monitor, verdicts, days) => {
    expect(daysOf(monitorOf({ drift: [rule(change)], ...monitor }), verdicts)).toEqual(days)
  })
})

describe('a report', () => {
  const react = (monitor: LinkedMonitor, report: DriftReport, state: MonitorState = newMonitorState(START)): readonly MonitorReaction[] =>
    reactToReport(state, monitor, report, START + DAY).reactions

  it('leads to what each rule says, each kind by its name', () => {
    const monitor = monitorOf({
      drift: [rule({ actions: ['alert'] })],
      performance: [{ id: 'performance[0]', metric: 'roc_auc', min: 0.6, minSamples: 10, for: 1, actions: ['rollback'] }],
    })
    const expectation = { expect: 'not_null', severity: 'error', columns: ['distance'], actions: ['retrain'] } as const
    const report = reportOf(
      { 'drift[0]': 'fail' },
      {
        performance: [{ id: 'performance[0]', metric: 'roc_auc', verdict: 'fail', samples: 100 }],
        quality: [{ expectation: { ...expectation, columns: ['distance'], actions: ['retrain'] }, verdict: 'fail', message: 'nulls' }],
      },
    )
    expect(react(monitor, report).map(({ kind, actions }) => [kind, ...actions])).toEqual([
      ['drift', 'alert'],
      ['decay', 'rollback'],
      ['data_quality', 'retrain'],
    ])
  })

  it('that lacks a rule leads to nothing', () => expect(react(monitorOf(), reportOf({}))).toEqual([]))
  it('on a rule that is gone leads to nothing', () => expect(react(monitorOf({ drift: [] }), reportOf({ 'drift[0]': 'fail' }))).toEqual([]))
})

describe('a budget', () => {
  const monitor = monitorOf({ budget: { runs: 1, perMs: 3 * DAY } })
  const asks = (verdicts: readonly Verdict[]): boolean[] => {
    let state = newMonitorState(START)
    return verdicts.map((verdict, index) => {
      const found = reactToReport(state, monitor, reportOf({ 'drift[0]': verdict }), START + (index + 1) * DAY)
      state = found.state
      if (verdict === 'fail') expect(found.reactions[0]?.actions).toContain('alert')
      return found.reactions.some(({ actions }) => actions.includes('retrain'))
    })
  }

  it('holds retraining back and goes on to alert', () => expect(asks(['fail', 'fail', 'fail', 'fail'])).toEqual([true, false, false, true]))

  it('is asked once by rules that fire together', () => {
    const twice = monitorOf({ budget: { runs: 2, perMs: 3 * DAY }, drift: [rule(), rule({ id: 'drift[1]' })] })
    const { state, reactions } = reactToReport(
      newMonitorState(START),
      twice,
      reportOf({ 'drift[0]': 'fail', 'drift[1]': 'fail' }),
      START + DAY,
    )
    expect(reactions.every(({ actions }) => actions.includes('retrain'))).toBe(true)
    expect(state.asked).toEqual([START + DAY])
  })
})

describe('a check', () => {
  it.each<[string, number, number | undefined]>([
    ['is not due before its time', DAY - 1, undefined],
    ['is due at its time', DAY, DAY],
    ['is made once for all times that were missed', 3 * DAY + HOUR, 3 * DAY],
  ])('%s', (_, after, due) => {
    expect(dueCheck(newMonitorState(START), monitorOf(), START + after)).toBe(due && START + due)
  })
})

it('a rule acts only at failures, after as many in a row as it wants, and never within its cooldown', () => {
  const verdicts = fc.array(
    fc.record({
      verdict: fc.constantFrom<Verdict>('pass', 'fail', 'fail', 'inconclusive', 'no-data'),
      version: fc.constantFrom(1, 1, 1, 2),
    }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(verdicts, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 4 }), (list, wanted, cooldown) => {
      const days = daysOf(monitorOf({ drift: [rule({ for: wanted })], cooldownMs: cooldown * DAY }), list)
      days.forEach((day, index) => {
        const previous = days[index - 1] ?? Number.NEGATIVE_INFINITY
        expect(day - previous).toBeGreaterThanOrEqual(cooldown)
        const about = list[day - 1]?.version
        const since = Math.max(
          0,
          previous,
          list.slice(0, day).findLastIndex(({ version, verdict }) => version !== about || verdict === 'pass') + 1,
        )
        const failures = list.slice(since, day).filter(({ verdict }) => verdict === 'fail').length
        expect(list[day - 1]?.verdict).toBe('fail')
        expect(failures).toBeGreaterThanOrEqual(wanted)
      })
    }),
  )
})
