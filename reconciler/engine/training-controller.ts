import type { LinkedModel } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import { waitsForApproval, withApprovals } from '../decide/gates.js'
import { decideTraining, finishRun, newTrainingState, type Run, reopenRun, type TrainingState, type Trigger } from '../decide/training.js'
import type { ModelVersion, Store } from '../store/store.js'
import type { EngineContext } from './context.js'
import { jobFailure } from './job-failure.js'
import { executeRun, linkedSources, type RunOutcome } from './run.js'

/** Asks for a training run; it starts when cooldown and budget allow. */
export function askForTraining(context: Pick<EngineContext, 'store'>, model: string, trigger: Trigger): void {
  const asked = context.store.document<Trigger[]>('asked', model) ?? []
  context.store.putDocument('asked', model, [...asked, trigger])
}

/**
 * Takes up runs again that failed by something that may be gone now, such as a process that was killed. For when a person
 * starts again: what failed by itself would only fail again and again.
 */
export function reopenRuns(models: readonly LinkedModel[], store: Store): void {
  for (const { name } of models) {
    const state = store.document<TrainingState>('training', name)
    if (state) store.putDocument('training', name, reopenRun(state))
  }
}

/** Decides whether a model is trained, and trains it. True if anything changed. */
export async function reconcileTraining(model: LinkedModel, context: EngineContext): Promise<boolean> {
  const { store } = context
  const data = await dataDigest(model, context)
  const now = context.now()
  const before = store.document<TrainingState>('training', model.name) ?? newTrainingState(now)
  const asked = store.document<Trigger[]>('asked', model.name) ?? []
  const state = decideTraining(before, model, { data, checks: checksDigest(model, context), asked }, now)
  const begins = state.run !== undefined && state.run.id !== before.run?.id
  store.transaction(() => {
    store.putDocument('training', model.name, state)
    if (asked.length) store.putDocument('asked', model.name, [])
    if (state.waiting && state.waiting !== before.waiting)
      context.emit({
        kind: 'waiting',
        subject: model.name,
        level: 'info',
        message: state.waiting,
        facts: { limit: state.waitingFor ?? 'cooldown' },
      })
    if (state.run && begins)
      context.emit({
        kind: 'training_started',
        subject: model.name,
        level: 'info',
        message: `run ${state.run.id}: ${state.run.trigger.reason} (${state.run.trigger.detail})`,
      })
  })
  if (!state.run) return false
  const { run } = state
  const outcome = await executeRun(run, model, data, context)
  // Space may be free again at any time, and nobody would say so: the run stays open, and the engine comes back to it.
  if (outcome.kind === 'failed' && outcome.error.code === 'AF8005') throw jobFailure(outcome, outcome.stage)
  conclude(run, outcome, model, data, context)
  return true
}

/** Registers what came out of a run and closes it, in one transaction. */
function conclude(run: Run, outcome: RunOutcome, model: LinkedModel, data: string, context: EngineContext): void {
  const { store } = context
  const retryable = outcome.kind === 'failed' && outcome.error.retryable ? true : undefined
  const close = (result: 'registered' | 'rejected' | 'failed', message: string, version?: number, seconds = 0): void => {
    const state = store.document<TrainingState>('training', model.name)
    if (!state) throw new Error(`the training state of ${model.name} is gone`)
    const { hashes } = model
    const checks = checksDigest(model, context)
    const gpuHours = ((model.trainer.resources.gpu ?? 0) * model.trainer.numNodes * seconds) / 3600
    store.putDocument(
      'training',
      model.name,
      finishRun(state, { finishedAt: context.now(), outcome: result, message, version, hashes, data, checks, gpuHours, retryable }),
    )
  }
  store.transaction(() => {
    if (outcome.kind === 'failed') {
      close('failed', `${outcome.stage}: ${outcome.error.message}`)
      context.emit({ kind: 'training_failed', subject: model.name, level: 'bad', message: describeFailure(outcome) })
      return
    }
    const version = register(run, outcome, model, context)
    close(version.state === 'rejected' ? 'rejected' : 'registered', version.reason ?? 'gates passed', version.version, outcome.seconds)
  })
}

function describeFailure({ stage, error }: Extract<RunOutcome, { kind: 'failed' }>): string {
  return [`${stage}: ${error.code} ${error.message}`, error.detail, error.hint && `hint: ${error.hint}`].filter(Boolean).join('\n')
}

function register(run: Run, outcome: Extract<RunOutcome, { kind: 'evaluated' }>, model: LinkedModel, context: EngineContext): ModelVersion {
  const { store } = context
  const name = model.registeredModel
  const known = store.versions(name)
  const same = known.find((version) => version.digest === outcome.digest)
  // The same graph is the same model, whatever was written beside it.
  const condemned = known.find((version) => version.rejectedBy === 'live' && version.modelSha256 === outcome.modelSha256)
  const approvals = same?.approvals
  const gates = approvals
    ? withApprovals(
        outcome.gates,
        model.gates,
        approvals.map(({ by }) => by),
      )
    : outcome.gates
  const passed = gates.verdict === 'pass' && !condemned
  const waits = !condemned && waitsForApproval(gates)
  const failing = gates.rows.filter((row) => row.severity === 'error' && row.verdict !== 'pass')
  const reason = passed
    ? undefined
    : condemned
      ? condemned.reason
      : failing.map((row) => `${row.gate} ${row.observed}, wanted ${row.requirement}`).join('; ')
  const serves = same?.state === 'champion'
  const version: ModelVersion = {
    model: name,
    version: same?.version ?? (known.at(-1)?.version ?? 0) + 1,
    runId: run.id,
    digest: outcome.digest,
    modelSha256: outcome.modelSha256,
    state: serves ? 'champion' : passed || waits ? 'candidate' : 'rejected',
    reason: serves ? undefined : reason,
    rejectedBy: serves || passed || waits ? undefined : condemned ? 'live' : 'gates',
    createdAt: same?.createdAt ?? context.now(),
    trigger: `${run.trigger.reason}: ${run.trigger.detail}`,
    artifacts: outcome.artifacts,
    inputs: outcome.inputs,
    serving: outcome.serving,
    evaluation: outcome.evaluation,
    gates,
    approvals,
  }
  store.putVersion(version)
  const headline = Object.entries(outcome.evaluation.metrics)
    .slice(0, 2)
    .map(([metric, value]) => `${metric} ${value.toFixed(4)}`)
    .join(', ')
  if (serves) {
    context.emit({
      kind: passed ? 'registered' : 'gates_failed',
      subject: name,
      level: passed ? 'info' : 'warn',
      message: passed
        ? `version ${version.version}, which serves, came out again`
        : `version ${version.version} serves, but would not pass its gates now: ${reason}`,
    })
  } else if (waits) {
    archiveWaiting(name, version.version, context)
    context.emit({
      kind: 'approval_needed',
      subject: name,
      level: 'warn',
      message: `version ${version.version} (${headline}) waits for approval: ${reason}`,
      facts: { version: version.version },
    })
  } else if (!passed) {
    context.emit({
      kind: 'gates_failed',
      subject: name,
      level: 'bad',
      message: `version ${version.version} (${headline}) is rejected: ${reason}`,
    })
  } else {
    supersede(name, model.aliases.challenger, version.version, context)
    store.setAlias(name, model.aliases.challenger, version.version)
    context.emit({ kind: 'registered', subject: name, level: 'good', message: `version ${version.version} (${headline}) passed its gates` })
    if (!Object.values(context.factory.endpoints).some((endpoint) => endpoint.model === model.name))
      promoteVersion(model, version.version, context)
  }
  return version
}

/** Of versions that wait for people only the newest does. */
function archiveWaiting(name: string, by: number, { store }: EngineContext): void {
  for (const version of store.versions(name))
    if (version.version !== by && version.state === 'candidate' && waitsForApproval(version.gates))
      store.putVersion({ ...version, state: 'archived', reason: `version ${by} came in its place` })
}

function supersede(name: string, challenger: string, by: number, { store }: EngineContext): void {
  const before = store.alias(name, challenger)
  const version = before === undefined || before === by ? undefined : store.version(name, before)
  if (version?.state === 'candidate') store.putVersion({ ...version, state: 'archived', reason: `version ${by} came in its place` })
}

/** Makes a version the champion; the one before is kept, to go back to. */
export function promoteVersion(model: LinkedModel, version: number, { store }: Pick<EngineContext, 'store'>): void {
  const name = model.registeredModel
  const before = store.alias(name, model.aliases.champion)
  const former = before === undefined || before === version ? undefined : store.version(name, before)
  if (former?.state === 'champion') store.putVersion({ ...former, state: 'archived' })
  const next = store.version(name, version)
  if (next) store.putVersion({ ...next, state: 'champion', reason: undefined })
  store.setAlias(name, model.aliases.champion, version)
  if (store.alias(name, model.aliases.challenger) === version) store.setAlias(name, model.aliases.challenger, undefined)
}

/** Rejects a version for good: it never comes to serve again. */
export function rejectVersion(model: LinkedModel, version: number, reason: string, { store }: Pick<EngineContext, 'store'>): void {
  const name = model.registeredModel
  const rejected = store.version(name, version)
  if (rejected) store.putVersion({ ...rejected, state: 'rejected', rejectedBy: 'live', reason })
  if (store.alias(name, model.aliases.challenger) === version) store.setAlias(name, model.aliases.challenger, undefined)
}

async function dataDigest(model: LinkedModel, context: EngineContext): Promise<string> {
  return digestOf(
    await Promise.all(linkedSources(model, context.factory).map(({ definition }) => context.platform.fingerprint(definition))),
  )
}

const checksDigest = (model: LinkedModel, context: EngineContext): string =>
  digestOf(linkedSources(model, context.factory).map(({ expectations }) => expectations))
