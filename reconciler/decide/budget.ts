import type { LinkedBudget } from '../../compiler/graph/factory.js'

/** A training run that happened, by the clock of the data. */
export interface PastRun {
  readonly at: number
  readonly gpuHours: number
  /** Whether it is one of the runs that a budget counts: a first version is no retraining, and a failure brought none. */
  readonly counts: boolean
}

export type Limit = 'cooldown' | 'budget'

export type Allowance =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly limit: Limit; readonly reason: string; readonly until: number }

/**
 * Whether another run may start now. The budget's period slides: runs count until `perMs` after they started.
 * The cooldown counts from the latest run, failed or not. Times in milliseconds since the epoch.
 */
export function allowance(past: readonly PastRun[], limits: { budget?: LinkedBudget; cooldownMs: number }, now: number): Allowance {
  const latest = Math.max(-Infinity, ...past.map((run) => run.at))
  if (now < latest + limits.cooldownMs) return { allowed: false, limit: 'cooldown', reason: 'cooldown', until: latest + limits.cooldownMs }
  const { budget } = limits
  if (!budget) return { allowed: true }
  const counted = past.filter((run) => run.at > now - budget.perMs).sort((a, b) => a.at - b.at)
  const runsUntil = exhausted(
    counted.map((run) => ({ at: run.at, amount: run.counts ? 1 : 0 })),
    budget.runs,
    budget.perMs,
  )
  if (runsUntil !== undefined)
    return { allowed: false, limit: 'budget', reason: `budget of ${budget.runs} runs is used up`, until: runsUntil }
  const hoursUntil = exhausted(
    counted.map((run) => ({ at: run.at, amount: run.gpuHours })),
    budget.gpuHours,
    budget.perMs,
  )
  if (hoursUntil !== undefined)
    return { allowed: false, limit: 'budget', reason: `budget of ${budget.gpuHours} GPU-hours is used up`, until: hoursUntil }
  return { allowed: true }
}

/** When enough of what was spent has left the period that something is left again; undefined where something is left now. */
function exhausted(spent: readonly { at: number; amount: number }[], limit: number | undefined, perMs: number): number | undefined {
  if (limit === undefined) return undefined
  let total = spent.reduce((sum, { amount }) => sum + amount, 0)
  if (total < limit) return undefined
  for (const { at, amount } of spent) {
    total -= amount
    if (total < limit) return at + perMs
  }
  return Number.POSITIVE_INFINITY
}
