import type { LinkedModel } from '../../compiler/graph/factory.js'
import type { Estimate } from '../../schema/generated/plan.js'
import type { PastJobs } from './knowledge.js'

/** How many of the latest runs an estimate goes by. */
const RUNS = 5

/** The median length of the latest runs of a kind of job, under any of some names; undefined where there was none. */
export function measured(past: PastJobs, kind: string, subjects: readonly string[]): Estimate | undefined {
  const runs = [...past.values()]
    .filter((job) => job.kind === kind && subjects.includes(job.subject))
    .sort((a, b) => b.finishedAt - a.finishedAt || (a.key < b.key ? -1 : 1))
    .slice(0, RUNS)
  if (runs.length === 0) return undefined
  return { ms: median(runs.map(({ startedAt, finishedAt }) => finishedAt - startedAt)), basis: 'measured', runs: runs.length }
}

/** How long a model trains: as measured, else its timeout. */
export function trainingEstimate(past: PastJobs, { trainer }: LinkedModel, names: readonly string[]): Estimate {
  return measured(past, 'Train', names) ?? { ms: trainer.timeoutMs, basis: 'limit', runs: 0 }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
