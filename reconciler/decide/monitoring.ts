import type { LinkedMonitor, MonitorAction } from '../../compiler/graph/factory.js'
import type { DriftReport, Verdict } from '../../schema/generated/jobs.js'
import { type Allowance, allowance } from './budget.js'
import { latestTick } from './schedule.js'

/** Everything about one monitor. All of it is stored. */
export interface MonitorState {
  /** Schedule ticks up to here have been seen. */
  readonly seen: number
  /** The version that the streaks are about. */
  readonly version?: number
  /** Checks in a row in which each rule fired. */
  readonly streaks: Readonly<Record<string, number>>
  /** When each rule last acted. */
  readonly acted: Readonly<Record<string, number>>
  /** When it asked for retraining, as far back as its budget looks. */
  readonly asked?: readonly number[]
}

export const newMonitorState = (now: number): MonitorState => ({ seen: now, streaks: {}, acted: {} })

/** The check that is due, if any: at the latest tick of the schedule that was not seen yet. */
export function dueCheck(state: MonitorState, monitor: LinkedMonitor, now: number): number | undefined {
  return latestTick(monitor.schedule, state.seen, now)
}

export interface MonitorReaction {
  readonly rule: string
  readonly kind: 'drift' | 'decay' | 'data_quality'
  readonly actions: readonly MonitorAction[]
  readonly message: string
  /** Whether it would have asked for retraining, had the monitor's budget allowed it. */
  readonly refused?: boolean
}

/**
 * What a report leads to. A rule acts once it has fired in `for` checks in a row and its cooldown is over; a check without
 * evidence neither adds to a streak nor ends it; a pass, and a new version, start it again (hysteresis). Retraining is left out
 * of the actions while the monitor's budget is used up.
 */
export function reactToReport(
  state: MonitorState,
  monitor: LinkedMonitor,
  report: DriftReport,
  now: number,
): { state: MonitorState; reactions: readonly MonitorReaction[] } {
  const streaks: Record<string, number> = state.version === report.version ? { ...state.streaks } : {}
  const acted: Record<string, number> = { ...state.acted }
  let asked = (state.asked ?? []).filter((at) => at > now - (monitor.budget?.perMs ?? 0))
  const reactions: MonitorReaction[] = []
  for (const rule of rulesOf(monitor, report)) {
    const streak = rule.verdict === 'fail' ? (streaks[rule.id] ?? 0) + 1 : rule.verdict === 'pass' ? 0 : (streaks[rule.id] ?? 0)
    streaks[rule.id] = streak
    const cooled = now >= (acted[rule.id] ?? Number.NEGATIVE_INFINITY) + monitor.cooldownMs
    if (rule.verdict !== 'fail' || streak < rule.for || !cooled) continue
    acted[rule.id] = now
    streaks[rule.id] = 0
    const { id, kind, message } = rule
    const permission: Allowance = rule.actions.includes('retrain') ? mayAsk(asked, monitor, now) : { allowed: true }
    if (permission.allowed) {
      if (rule.actions.includes('retrain')) asked = [...new Set([...asked, now])]
      reactions.push({ rule: id, kind, actions: rule.actions, message })
    } else {
      const actions = rule.actions.filter((action) => action !== 'retrain')
      reactions.push({ rule: id, kind, actions, message: `${message} (no retraining: ${permission.reason})`, refused: true })
    }
  }
  return { state: { seen: now, version: report.version, streaks, acted, asked }, reactions }
}

/** Several rules that ask at the same check ask for one run. */
function mayAsk(asked: readonly number[], { budget }: LinkedMonitor, now: number): Allowance {
  if (asked.includes(now)) return { allowed: true }
  return allowance(
    asked.map((at) => ({ at, gpuHours: 0, counts: true })),
    { budget, cooldownMs: 0 },
    now,
  )
}

interface RuleOutcome {
  readonly id: string
  readonly kind: MonitorReaction['kind']
  readonly verdict: Verdict
  readonly for: number
  readonly actions: readonly MonitorAction[]
  readonly message: string
}

function rulesOf(monitor: LinkedMonitor, report: DriftReport): RuleOutcome[] {
  const drift = monitor.drift.flatMap((rule): RuleOutcome[] => {
    const found = report.rules.find(({ id }) => id === rule.id)
    return found
      ? [{ id: rule.id, kind: 'drift', verdict: found.verdict, for: rule.for, actions: rule.actions, message: found.message ?? rule.id }]
      : []
  })
  const performance = monitor.performance.flatMap((rule): RuleOutcome[] => {
    const found = report.performance.find(({ id }) => id === rule.id)
    return found
      ? [{ id: rule.id, kind: 'decay', verdict: found.verdict, for: rule.for, actions: rule.actions, message: found.message ?? rule.id }]
      : []
  })
  const quality = report.quality.map(
    (found, index): RuleOutcome => ({
      id: `quality[${index}]`,
      kind: 'data_quality',
      verdict: found.verdict,
      for: 1,
      actions: found.expectation.actions ?? ['alert'],
      message: found.message,
    }),
  )
  return [...drift, ...performance, ...quality]
}
