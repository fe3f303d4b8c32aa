import type { FactoryChange } from '../../compiler/graph/changes/changes.js'
import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import type { ModelWork, StageWork } from '../../schema/generated/plan.js'
import { allowance } from '../decide/budget.js'
import { changedPart, ownTriggers, snapshotTime, spent, type TrainingEvidence, type Trigger } from '../decide/training.js'
import { linkedSources } from '../engine/run.js'
import { causesOf } from './causes.js'
import { measured, trainingEstimate } from './estimate.js'
import { type Knowledge, lastRun, type PastJobs } from './knowledge.js'
import { dataOf, type KnownStage, stagesOf } from './stage-keys.js'

export interface Comparison {
  readonly before: Factory | undefined
  readonly after: Factory
  readonly changes: readonly FactoryChange[]
  /** What this machine knows; absent where two revisions are compared. */
  readonly known: Knowledge | undefined
  /** Earlier jobs, to estimate by. */
  readonly past: PastJobs
}

/** What training a change brings to a model; undefined where nothing is trained. */
export function modelWork(model: LinkedModel, comparison: Comparison): ModelWork | undefined {
  return comparison.known ? knownWork(model, comparison, comparison.known) : comparedWork(model, comparison)
}

/** Decides as the engine will, from what was trained here last. */
function knownWork(model: LinkedModel, comparison: Comparison, known: Knowledge): ModelWork | undefined {
  const { before, after, past } = comparison
  const state = known.models[model.name]?.training
  const last = lastRun(known.models[model.name])
  const checks = digestOf(linkedSources(model, after).map(({ expectations }) => expectations))
  const evidence: TrainingEvidence = { data: dataOf(model, after, known.data), checks, asked: [] }
  // With a time that no run has, rows of another time are told from those of the last run.
  const [trigger] = ownTriggers(last, model, evidence, Number.NaN)
  const part = last && changedPart(last.hashes, model.hashes)
  const underWay = state?.run && { underWay: state.run.id }
  if (!trigger) return part === undefined ? undefined : held(model, part, comparison)
  const waits = trigger.reason === 'data' ? waitsFor(model, known) : undefined
  if (waits !== undefined) return { ...held(model, '', comparison), because: `there is new data, but ${waits}`, causes: [] }
  const asOf = snapshotTime(last, model, evidence, trigger, Number.NaN)
  const stages = stagesOf(model, after, Number.isNaN(asOf) ? undefined : asOf, known, past)
  const same =
    last !== undefined && before?.models[model.name] && !changedPart(last.hashes, before.models[model.name]?.hashes ?? last.hashes)
  return {
    model: model.name,
    reason: trigger.reason === 'initial' ? 'initial' : trigger.reason === 'data' ? 'data' : 'change',
    because: becauseOf(trigger),
    causes: part && same ? causes(model, part, comparison) : [],
    stages: withEstimates(stages, model, comparison),
    newVersion: isNewVersion(stages, known.models[model.name]?.champion?.artifact),
    ...underWay,
  }
}

function becauseOf({ reason, detail }: Trigger): string {
  if (reason === 'initial') return 'it has never been trained'
  if (reason === 'data') return 'there is new data'
  return detail.startsWith('the ') ? `${detail} changed` : `its ${detail} changed`
}

/** New data waits for the cooldown and the budget; a change of the file does not. */
function waitsFor({ name, retrain }: LinkedModel, known: Knowledge): string | undefined {
  const past = spent(known.models[name]?.training?.history ?? [])
  const permission = allowance(past, { budget: retrain.budget, cooldownMs: retrain.cooldownMs }, known.now)
  if (permission.allowed) return undefined
  return permission.reason === 'cooldown' ? 'its cooldown is not over' : `its ${permission.reason}`
}

/** From the definitions alone: what a change of each makes run, where all before it has been run. */
function comparedWork(model: LinkedModel, comparison: Comparison): ModelWork | undefined {
  const former = comparison.before?.models[model.name] ?? renamedFrom(model, comparison)
  const part = former && changedPart(former.hashes, model.hashes)
  if (former && former.name === model.name && part === undefined) return undefined
  if (part !== undefined && !model.retrain.onChange) return held(model, part, comparison)
  const first = part === undefined ? 0 : (FIRST_STAGE[part] ?? 0)
  const stages = stagesOf(model, comparison.after, undefined, NOTHING, new Map())
  return {
    model: model.name,
    reason: part === undefined ? 'initial' : 'change',
    because: part === undefined ? 'it is new' : `its ${part} changed`,
    causes: part === undefined ? [] : causes(model, part, comparison),
    stages: withEstimates(stages, model, comparison).map((stage) => (ORDER.indexOf(stage.stage) < first ? reused(stage) : stage)),
    newVersion: first <= ORDER.indexOf('train'),
  }
}

/** Training that is found again gives the version that it gave before. */
function isNewVersion(stages: readonly KnownStage[], champion: string | undefined): boolean {
  const train = stages.find(({ stage }) => stage === 'train')
  return train?.key === undefined || train.artifact !== champion
}

/** Where a run begins when this part has changed; the stages before it are found again by their keys. */
const FIRST_STAGE: Readonly<Record<string, number>> = { dataset: 0, trainer: 2, evaluation: 3, gates: 4 }
const ORDER: readonly StageWork['stage'][] = ['validate', 'build', 'train', 'evaluate', 'gates']
const NOTHING: Knowledge = { models: {}, endpoints: {}, data: {}, code: {}, now: 0 }

const reused = ({ stage, subject }: StageWork): StageWork => ({ stage, subject, does: 'reuse' })

function renamedFrom(model: LinkedModel, { before, changes }: Comparison): LinkedModel | undefined {
  const from = changes.find(({ id }) => id === `model/${model.name}`)?.from
  return from === undefined ? undefined : before?.models[from.slice('model/'.length)]
}

function held(model: LinkedModel, part: string, comparison: Comparison): ModelWork {
  return {
    model: model.name,
    reason: 'held',
    because: `its ${part} changed, but retrain.onChange is off`,
    causes: causes(model, part, comparison),
    stages: [],
    newVersion: false,
  }
}

function causes(model: LinkedModel, part: string, { before, after, changes }: Comparison): ModelWork['causes'] {
  return before ? causesOf(model, part, { before, after, changes }) : []
}

function withEstimates(stages: readonly KnownStage[], model: LinkedModel, { past, changes }: Comparison): StageWork[] {
  const jobs = stages.map(({ stage, subject, job, key }): StageWork => {
    if (key !== undefined) return { stage, subject, does: 'reuse', key }
    // What was measured under an earlier name counts too.
    const former = changes.find(({ id }) => id === subject)?.from?.split('/')[1]
    const names = [job.subject, ...(former === undefined ? [] : [former])]
    const estimate = stage === 'train' ? trainingEstimate(past, model, names) : measured(past, job.kind, names)
    return { stage, subject, does: 'run', ...(estimate && { estimate }) }
  })
  return [...jobs, { stage: 'gates', subject: `model/${model.name}`, does: 'run' }]
}
