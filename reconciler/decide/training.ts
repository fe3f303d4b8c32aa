import type { LinkedModel, LinkedRetrain } from '../../compiler/graph/factory.js'
import { type Allowance, allowance, type Limit, type PastRun } from './budget.js'
import { latestTick } from './schedule.js'

/** Why a model is trained, most urgent first. Each is kept at most once: asking twice for the same reason changes nothing. */
export const TRIGGER_REASONS = ['initial', 'manual', 'change', 'decay', 'drift', 'data', 'schedule'] as const
export type TriggerReason = (typeof TRIGGER_REASONS)[number]

export interface Trigger {
  readonly reason: TriggerReason
  /** When it was asked for, by the clock of the data. */
  readonly at: number
  readonly detail: string
}

export interface Run {
  readonly id: number
  readonly trigger: Trigger
  /** Rows known after this are not seen. */
  readonly asOf: number
  readonly startedAt: number
}

export interface FinishedRun extends Run {
  readonly finishedAt: number
  readonly outcome: 'registered' | 'rejected' | 'failed'
  readonly version?: number
  readonly message: string
  /** The digests that the run was made from, to tell what has changed since. */
  readonly hashes: LinkedModel['hashes']
  /** Digest of the sources' files. */
  readonly data: string
  /** Digest of the expectations that the sources had to meet. */
  readonly checks?: string
  readonly gpuHours: number
  /** Of a failed run: whether the same might succeed later. */
  readonly retryable?: boolean
}

/** Everything about the training of one model. All of it is stored. */
export interface TrainingState {
  readonly run?: Run
  /** The latest run last; as many as budgets can look back on. */
  readonly history: readonly FinishedRun[]
  readonly pending: readonly Trigger[]
  /** Schedule ticks up to here have been seen, also those of a schedule that was not there yet. */
  readonly scheduleSeen: number
  readonly nextId: number
  /** Why pending triggers wait, in plain words. */
  readonly waiting?: string
  /** What they wait for. */
  readonly waitingFor?: Limit
}

export const newTrainingState = (now: number): TrainingState => ({ history: [], pending: [], scheduleSeen: now, nextId: 1 })

export interface TrainingEvidence {
  /** Digest of the files of the model's sources, as they are now. */
  readonly data: string
  /** Digest of what is expected of those sources, as it is now. */
  readonly checks: string
  /** What monitors and people have asked for since the last decision. */
  readonly asked: readonly Trigger[]
}

/** A change of the gates, and a change by hand, spend no budget: nothing is trained, or a person wants it. */
const FREE = new Set<TriggerReason>(['initial', 'manual', 'change'])

/**
 * Whether a model is to be trained now, and why. At most one run of a model at a time; what is asked for meanwhile waits.
 * Retraining that nobody asked for by hand keeps to the cooldown and the budget.
 */
export function decideTraining(state: TrainingState, model: LinkedModel, evidence: TrainingEvidence, now: number): TrainingState {
  const last = state.history.at(-1)
  const tick = model.retrain.schedule === undefined ? undefined : latestTick(model.retrain.schedule, state.scheduleSeen, now)
  const asked = [
    ...state.pending,
    ...evidence.asked.filter((trigger) => wanted(trigger, model.retrain)),
    ...(tick === undefined ? [] : [{ reason: 'schedule', at: tick, detail: model.retrain.schedule ?? '' } as const]),
    // What a model lacks is known once the current run has ended.
    ...(state.run ? [] : ownTriggers(last, model, evidence, now)),
  ]
  const pending = dedupe(asked)
  const base = { ...state, pending, scheduleSeen: Math.max(state.scheduleSeen, now), waiting: undefined, waitingFor: undefined }
  if (state.run) return base
  const [next, ...rest] = pending
  if (!next) return base
  const permission: Allowance = FREE.has(next.reason)
    ? { allowed: true }
    : allowance(spent(state.history), { budget: model.retrain.budget, cooldownMs: model.retrain.cooldownMs }, now)
  if (!permission.allowed) {
    const until = Number.isFinite(permission.until) ? ` until ${new Date(permission.until).toISOString()}` : ''
    return { ...base, waiting: `${next.reason}: ${permission.reason}${until}`, waitingFor: permission.limit }
  }
  const run: Run = { id: state.nextId, trigger: next, asOf: snapshotTime(last, model, evidence, next, now), startedAt: now }
  return { ...base, run, pending: rest.filter((trigger) => trigger.reason === 'manual'), nextId: state.nextId + 1 }
}

/** When cooldown and budget allow the run after the one under way, in milliseconds since the epoch. Infinite where they never do. */
export function earliestNextRun({ run, history }: TrainingState, model: LinkedModel, now: number): number {
  const current =
    run && run.trigger.reason !== 'change' ? [{ at: run.startedAt, gpuHours: 0, counts: run.trigger.reason !== 'initial' }] : []
  const past = [...spent(history), ...current]
  for (let at = now; ; ) {
    const permission = allowance(past, { budget: model.retrain.budget, cooldownMs: model.retrain.cooldownMs }, at)
    if (permission.allowed || !Number.isFinite(permission.until)) return permission.allowed ? at : Number.POSITIVE_INFINITY
    at = permission.until
  }
}

/** Closes the current run. */
export function finishRun(state: TrainingState, finished: Omit<FinishedRun, keyof Run>): TrainingState {
  if (!state.run) return state
  return { ...state, run: undefined, history: [...state.history, { ...state.run, ...finished }].slice(-200) }
}

/** The last run, under way again, where it failed by something that may be gone now. */
export function reopenRun(state: TrainingState): TrainingState {
  const last = state.history.at(-1)
  if (state.run || last?.outcome !== 'failed' || !last.retryable) return state
  const { id, trigger, asOf, startedAt } = last
  return { ...state, run: { id, trigger, asOf, startedAt }, history: state.history.slice(0, -1) }
}

/** Triggers that follow from what the model is and what its data are. */
export function ownTriggers(last: FinishedRun | undefined, model: LinkedModel, evidence: TrainingEvidence, now: number): Trigger[] {
  if (!last) return [{ reason: 'initial', at: now, detail: 'no version yet' }]
  const triggers: Trigger[] = []
  const changed = changedPart(last.hashes, model.hashes)
  if (changed && model.retrain.onChange) triggers.push({ reason: 'change', at: now, detail: changed })
  else if (last.outcome === 'failed' && last.data !== evidence.data)
    triggers.push({ reason: 'change', at: now, detail: 'the data of the failed run' })
  else if (last.outcome === 'failed' && last.checks !== evidence.checks)
    triggers.push({ reason: 'change', at: now, detail: 'the expectations of the failed run' })
  if (model.retrain.onNewData && last.data !== evidence.data) triggers.push({ reason: 'data', at: now, detail: 'the files of its sources' })
  return triggers
}

/** The first part of the definition that differs, in the words of the file. */
export function changedPart(before: LinkedModel['hashes'], after: LinkedModel['hashes']): string | undefined {
  if (before.dataset !== after.dataset) return 'dataset'
  if (before.train !== after.train) return 'trainer'
  if (before.evaluate !== after.evaluate) return 'evaluation'
  if (before.gates !== after.gates) return 'gates'
  return undefined
}

/**
 * A change of anything but the dataset is tried on the rows of the last run, so that a difference in quality is due to the
 * change alone, and so that nothing is built twice. Everything else learns from all that is known now.
 */
export function snapshotTime(
  last: FinishedRun | undefined,
  model: LinkedModel,
  evidence: TrainingEvidence,
  trigger: Trigger,
  now: number,
): number {
  const sameRows = last !== undefined && last.hashes.dataset === model.hashes.dataset && last.data === evidence.data
  return trigger.reason === 'change' && sameRows ? last.asOf : now
}

function wanted(trigger: Trigger, retrain: LinkedRetrain): boolean {
  if (trigger.reason === 'drift') return retrain.onDrift
  if (trigger.reason === 'decay') return retrain.onDecay
  return true
}

/** One trigger for each reason, the first that was asked for, most urgent first. */
function dedupe(triggers: readonly Trigger[]): Trigger[] {
  return TRIGGER_REASONS.flatMap((reason) => triggers.find((trigger) => trigger.reason === reason) ?? [])
}

/** What limits look back on: every run but those that a change of the file asked for. The first one is no retraining. */
export const spent = (history: readonly FinishedRun[]): PastRun[] =>
  history
    .filter((run) => run.trigger.reason !== 'change')
    .map((run) => ({ at: run.startedAt, gpuHours: run.gpuHours, counts: run.outcome !== 'failed' && run.trigger.reason !== 'initial' }))
