import { type FactoryChange, planChanges } from '../../compiler/graph/changes.js'
import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { changedPart, type TrainingState } from '../decide/training.js'
import type { Store } from '../store/store.js'

/** What putting a factory in force would do, before it is done. */
export interface Plan {
  readonly changes: readonly FactoryChange[]
  readonly work: readonly PlannedWork[]
}

export interface PlannedWork {
  /** kind/name, such as model/late-arrival. */
  readonly subject: string
  /** What runs, in order. */
  readonly runs: readonly string[]
  readonly because: string
}

const STAGES = ['validate data', 'build features', 'train', 'evaluate', 'gates', 'roll out'] as const

/** Where a run begins when this part has changed; the stages before it are found again by their keys. */
const FIRST_STAGE: Readonly<Record<string, number>> = { dataset: 1, trainer: 2, evaluation: 3, gates: 4 }

/** Compares a factory with the one in force and with what has been trained. Nothing is written. */
export function planFactory(before: Factory | undefined, after: Factory, store: Store): Plan {
  return {
    changes: planChanges(before, after),
    work: [...Object.values(after.models).flatMap((model) => modelWork(model, store)), ...liveWork(before, after)],
  }
}

function modelWork(model: LinkedModel, store: Store): PlannedWork[] {
  const subject = `model/${model.name}`
  const last = store.document<TrainingState>('training', model.name)?.history.at(-1)
  if (!last) return [{ subject, runs: STAGES, because: 'it has never been trained' }]
  const part = changedPart(last.hashes, model.hashes)
  if (!part) return []
  if (!model.retrain.onChange) return [{ subject, runs: [], because: `its ${part} changed, but retrain.onChange is off` }]
  return [{ subject, runs: STAGES.slice(FIRST_STAGE[part] ?? 0), because: `its ${part} changed` }]
}

function liveWork(before: Factory | undefined, after: Factory): PlannedWork[] {
  if (!before) return []
  const work: PlannedWork[] = []
  for (const name of Object.keys(after.monitors)) {
    if (before.monitors[name] && differs(before.monitors[name], after.monitors[name])) {
      work.push({
        subject: `monitor/${name}`,
        runs: ['check with the new rules'],
        because: 'it changed; its next check is at its schedule',
      })
    }
  }
  for (const name of Object.keys(after.endpoints)) {
    if (before.endpoints[name] && differs(before.endpoints[name], after.endpoints[name])) {
      work.push({ subject: `endpoint/${name}`, runs: ['configure the server'], because: 'it changed; requests go on being answered' })
    }
  }
  for (const name of Object.keys(before.endpoints)) {
    if (!after.endpoints[name])
      work.push({ subject: `endpoint/${name}`, runs: ['drain and stop the server'], because: 'it is no longer in the file' })
  }
  return work
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)
