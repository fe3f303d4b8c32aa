import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
import type { Plan } from '../../schema/generated/plan.js'
import { validatePlan } from '../../schema/generated/plan-validators.js'
import { withDigest } from './plan.js'
import { shortRevision, worldChanges } from './world-state.js'

/**
 * A plan as it was saved.
 * @throws AIFactoryError AF8042 for text that is none, or that was changed since.
 */
export function readPlan(text: string, path: string): Plan {
  const found = parse(text)
  if (!isPlan(found)) {
    throw new AIFactoryError('AF8042', `${path} is not a plan`, {
      detail: validatePlan.errors
        ?.map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`)
        .slice(0, 3)
        .join('\n'),
      hint: 'Make it again with: aifactory plan --out FILE.',
    })
  }
  if (withDigest(found).digest !== found.digest) {
    throw new AIFactoryError('AF8042', `${path} was changed after it was made: its content does not have its digest`, {
      hint: 'Make it again with: aifactory plan --out FILE.',
    })
  }
  return found
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isPlan = (value: unknown): value is Plan => validatePlan(value)

/**
 * Holds a saved plan against what the files say now, before anything is opened.
 * @throws AIFactoryError AF8043 for another factory, target or place; AF8044 where the files are no longer those of the plan.
 */
export function checkFiles(saved: Plan, now: Pick<Plan, 'factory' | 'target' | 'revision'>): void {
  const elsewhere =
    saved.state === undefined
      ? `it compares with ${saved.against.kind === 'cluster' ? 'a cluster' : 'another revision'}, and says nothing about what is in force here`
      : saved.factory !== now.factory
        ? `it is for the factory ${saved.factory}, and this is ${now.factory}`
        : saved.target !== now.target
          ? `it is for the target ${saved.target ?? 'none'}, and this is ${now.target ?? 'none'}`
          : undefined
  if (elsewhere !== undefined) {
    throw new AIFactoryError('AF8043', `the plan cannot be applied here: ${elsewhere}`, {
      hint: 'Plan with the same --target, and against what is in force here: aifactory plan --against local --out FILE.',
    })
  }
  const [then, is] = [saved.revision, now.revision]
  const moved =
    then.id !== is.id
      ? `it is for ${shortRevision(then.id)}, and the files are ${shortRevision(is.id)}`
      : then.factory !== is.factory
        ? 'the same files mean something else with these values'
        : digestOf(then.code) !== digestOf(is.code)
          ? "the code of a model's trainer changed"
          : undefined
  if (moved === undefined) return
  throw new AIFactoryError('AF8044', `the files are not those that were planned: ${moved}`, {
    hint: 'Plan again, and look at what is new.',
  })
}

/**
 * Holds a saved plan against one that is made now, of the same files.
 * @throws AIFactoryError AF8045 where the world moved on since, or would now do something else.
 */
export function checkWorld(saved: Plan, now: Plan): void {
  const moved = saved.state && now.state ? worldChanges(saved.state, now.state) : []
  const other = digestOf(commitments(saved)) === digestOf(commitments(now)) ? [] : ['it would not do the same now']
  const detail = moved.length > 0 ? moved : other
  if (detail.length === 0) return
  throw new AIFactoryError('AF8045', 'the world moved on since the plan was made', {
    detail: detail.join('\n'),
    hint: 'Plan again, and look at what is new.',
  })
}

/** What a plan says will happen. How long that takes may be known better by now. */
function commitments({ changes, models, rollouts, removals }: Plan): unknown {
  return {
    changes,
    models: models.map(({ model, reason, stages }) => ({
      model,
      reason,
      stages: stages.map(({ estimate: _estimate, ...stage }) => stage),
    })),
    rollouts: rollouts.map(({ endpoint, kind, champion }) => ({ endpoint, kind, champion })),
    removals,
  }
}
