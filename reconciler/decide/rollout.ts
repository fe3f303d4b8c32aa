import type { LinkedRollout } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import type { AnalysisReport, SequenceRequest, ServingRoute, SlicedMetric } from '../../schema/generated/jobs.js'
import { type AnalysisState, assessAnalysis, dueMetrics, slicesFor, tally } from './analysis.js'
import { sequencesFor } from './sequential.js'

/** What an endpoint serves and what is on its way. All of it is stored; nothing is only in memory. */
export interface EndpointState {
  /** The version that answers; absent until a first version is ready. */
  readonly stable?: number
  /** The version that answered before, to roll back to. */
  readonly previous?: number
  readonly rollout?: RolloutState
}

export interface RolloutState {
  readonly version: number
  readonly champion: number
  /** Digest of the steps and their analyses: with others, it starts again. */
  readonly plan: string
  /** When it started, or when a person let it go on: its deadline counts from here. */
  readonly startedAt: number
  readonly step: number
  /** When the current step was entered. */
  readonly stepSince: number
  /** When traffic was last shifted: measurements count from here. */
  readonly exposedSince: number
  readonly weight: number
  readonly mirror: number
  readonly header?: { readonly name: string; readonly value: string }
  readonly analysis: AnalysisState
  /** Waits for a person. */
  readonly paused?: string
  readonly message: string
}

export interface RolloutEvidence {
  /** The version that should come to serve, if there is one. */
  readonly candidate?: number
  /** Where the version that answers was rejected elsewhere: the one to answer in its place, at once. */
  readonly replacement?: number
  /** The newest report on the current step, if a measurement has come in. */
  readonly report?: AnalysisReport
  /** A person's word. */
  readonly approved?: boolean
}

export type RolloutCommand =
  | {
      readonly kind: 'measure'
      readonly version: number
      readonly champion: number
      readonly from: number
      readonly to: number
      readonly metrics: readonly string[]
      /** Intervals that are right at all looks together, where metrics are to have them. */
      readonly sequences?: readonly SequenceRequest[]
      /** Metrics that are measured apart for each value of an input. */
      readonly slices?: readonly SlicedMetric[]
    }
  | { readonly kind: 'promote'; readonly version: number; readonly previous?: number }
  | { readonly kind: 'reject'; readonly version: number; readonly reason: string }
  | { readonly kind: 'replace'; readonly version: number; readonly rejected: number }
  | { readonly kind: 'note'; readonly what: 'rollout_started' | 'step' | 'paused'; readonly version: number; readonly message: string }

export interface RolloutDecision {
  readonly state: EndpointState
  readonly commands: readonly RolloutCommand[]
}

const LATE = 'the deadline of the rollout has passed'

/**
 * One step of the machine that brings a version to serve (Argo Rollouts' canary, with analysis as a step).
 * Calling it again with the same evidence changes nothing, so that a crash is answered by running again.
 */
export function decideRollout(state: EndpointState, spec: LinkedRollout, evidence: RolloutEvidence, now: number): RolloutDecision {
  const { candidate, replacement } = evidence
  if (state.stable !== undefined && replacement !== undefined && replacement !== state.stable) {
    return { state: { stable: replacement }, commands: [{ kind: 'replace', version: replacement, rejected: state.stable }] }
  }
  if (state.rollout && (candidate !== state.rollout.version || rolloutDigest(spec) !== state.rollout.plan)) {
    // Another version took its place, it was rejected elsewhere, or other steps hold now: traffic goes back first.
    return decideRollout({ ...state, rollout: undefined }, spec, evidence, now)
  }
  if (candidate === undefined || candidate === state.stable) return { state, commands: [] }
  if (state.stable === undefined) return { state: { stable: candidate }, commands: [{ kind: 'promote', version: candidate }] }
  if (!state.rollout) return begin(state, state.stable, candidate, spec, evidence, now)
  return proceed(state, state.rollout, spec, evidence, now)
}

function begin(
  state: EndpointState,
  champion: number,
  version: number,
  spec: LinkedRollout,
  evidence: RolloutEvidence,
  now: number,
): RolloutDecision {
  const rollout: RolloutState = {
    version,
    champion,
    plan: rolloutDigest(spec),
    startedAt: now,
    step: 0,
    stepSince: now,
    exposedSince: now,
    weight: 0,
    mirror: 0,
    analysis: {},
    message: 'started',
  }
  const note: RolloutCommand = {
    kind: 'note',
    what: 'rollout_started',
    version,
    message: `${spec.strategy} of version ${version} beside ${champion}`,
  }
  const next = proceed({ ...state, rollout }, rollout, spec, evidence, now)
  return { state: next.state, commands: [note, ...next.commands] }
}

function proceed(state: EndpointState, start: RolloutState, spec: LinkedRollout, evidence: RolloutEvidence, now: number): RolloutDecision {
  const commands: RolloutCommand[] = []
  let rollout = start
  let report = evidence.report && concerns(evidence.report, rollout) ? evidence.report : undefined
  const stay = (change: Partial<RolloutState>): RolloutDecision => ({ state: { ...state, rollout: { ...rollout, ...change } }, commands })
  const fail = (reason: string): RolloutDecision => {
    if (spec.onFailure === 'pause') {
      if (rollout.paused === undefined) commands.push({ kind: 'note', what: 'paused', version: rollout.version, message: reason })
      return stay({ paused: reason, message: reason })
    }
    return { state: { ...state, rollout: undefined }, commands: [...commands, { kind: 'reject', version: rollout.version, reason }] }
  }
  if (rollout.paused !== undefined) {
    if (!evidence.approved) return stay({})
    // A person's word stands for the step that it waited at; for a deadline, it gives the rollout its time again.
    const resumed: RolloutState = { ...rollout, paused: undefined, startedAt: now }
    rollout = rollout.paused === LATE ? resumed : enter(resumed, now)
  }
  if (now > rollout.startedAt + spec.deadlineMs) return fail(LATE)

  for (;;) {
    const step = spec.steps[rollout.step]
    if (!step) {
      commands.push({ kind: 'promote', version: rollout.version, previous: rollout.champion })
      return { state: { stable: rollout.version, previous: rollout.champion }, commands }
    }
    switch (step.kind) {
      case 'mirror':
        rollout = enter({ ...rollout, mirror: step.share, exposedSince: now }, now)
        commands.push({ kind: 'note', what: 'step', version: rollout.version, message: `mirror ${percent(step.share)}` })
        break
      case 'setWeight':
        rollout = enter({ ...rollout, weight: step.weight, mirror: 0, exposedSince: now }, now)
        commands.push({ kind: 'note', what: 'step', version: rollout.version, message: `weight ${percent(step.weight)}` })
        break
      case 'setHeaderRoute':
        rollout = enter({ ...rollout, header: { name: step.name, value: step.value } }, now)
        commands.push({ kind: 'note', what: 'step', version: rollout.version, message: `header ${step.name}` })
        break
      case 'pause': {
        if (step.durationMs === undefined) {
          commands.push({ kind: 'note', what: 'paused', version: rollout.version, message: 'waits for approval' })
          return stay({ paused: 'waits for approval', message: 'waits for approval' })
        }
        if (now < rollout.stepSince + step.durationMs) return stay({ message: 'pauses' })
        rollout = enter(rollout, now)
        break
      }
      case 'analysis': {
        const metrics = spec.analysis[step.name] ?? []
        if (report) rollout = { ...rollout, analysis: tally(metrics, rollout.analysis, { since: rollout.stepSince, report }) }
        report = undefined
        const { verdict, message } = assessAnalysis(metrics, rollout.analysis)
        if (verdict === 'fail') return fail(`analysis ${step.name}: ${message}`)
        if (verdict === 'inconclusive') {
          commands.push({
            kind: 'note',
            what: 'paused',
            version: rollout.version,
            message: `analysis ${step.name} is inconclusive: ${message}`,
          })
          return stay({ paused: `analysis ${step.name} is inconclusive`, message })
        }
        if (verdict !== 'pass') {
          const due = dueMetrics(metrics, rollout.analysis, { since: rollout.stepSince, now })
          if (due.length && now > rollout.exposedSince) {
            commands.push({
              kind: 'measure',
              version: rollout.version,
              champion: rollout.champion,
              from: rollout.exposedSince,
              to: now,
              metrics: due.map(({ metric }) => metric),
              ...sequencesFor(due),
              ...slicesFor(due),
            })
          }
          return stay({ message: `analysis ${step.name}: ${message}` })
        }
        commands.push({ kind: 'note', what: 'step', version: rollout.version, message: `analysis ${step.name} passed: ${message}` })
        rollout = enter(rollout, now)
        break
      }
    }
  }
}

/** Whether a report was made for this rollout and the traffic that it has now: one that came late says nothing. */
function concerns(report: AnalysisReport, { version, champion, exposedSince }: RolloutState): boolean {
  return report.version === version && report.champion === champion && Date.parse(report.window.from) >= exposedSince
}

/** By it a rollout under way tells whether the same steps still hold. */
export const rolloutDigest = ({ steps, analysis, stickiness }: LinkedRollout): string =>
  digestOf({ steps, analysis, ...(stickiness && { stickiness }) })

/** Moves on to the next step. */
function enter(rollout: RolloutState, now: number): RolloutState {
  return { ...rollout, step: rollout.step + 1, stepSince: now, analysis: {} }
}

/** The traffic that a state asks for; undefined while nothing can be served. */
export function routeOf(state: EndpointState, { stickiness }: Pick<LinkedRollout, 'stickiness'> = {}): ServingRoute | undefined {
  if (state.stable === undefined) return undefined
  const { rollout } = state
  if (!rollout) return { primary: state.stable }
  return {
    primary: state.stable,
    ...(rollout.weight > 0 ? { canary: { version: rollout.version, weight: rollout.weight, ...(stickiness && { stickiness }) } } : {}),
    ...(rollout.mirror > 0 ? { mirror: { version: rollout.version, share: rollout.mirror } } : {}),
    ...(rollout.header ? { header: { version: rollout.version, ...rollout.header } } : {}),
  }
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`
