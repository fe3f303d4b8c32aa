import { planChanges } from '../../compiler/graph/changes/changes.js'
import type { Factory } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import type { Against, ObjectChange, Plan, PlannedRevision, Warning } from '../../schema/generated/plan.js'
import { costOf } from './cost.js'
import { inForce } from './in-force.js'
import type { Knowledge, PastJobs } from './knowledge.js'
import { liveWork } from './live-work.js'
import { type Comparison, modelWork } from './model-work.js'
import { removals } from './removals.js'
import { rollouts } from './rollouts.js'
import { viewWork } from './view-work.js'
import { warnings } from './warnings.js'
import { worldState } from './world-state.js'

export interface PlanInput {
  readonly before: Factory | undefined
  readonly after: Factory
  readonly revision: Omit<PlannedRevision, 'factory'>
  readonly against: Against
  /** What this machine knows, for a plan against what is in force here. */
  readonly known?: Knowledge
  readonly past?: PastJobs
  /** Differences from a cluster. */
  readonly objects?: readonly ObjectChange[]
  /** What else could hurt, as the cluster shows. */
  readonly warnings?: readonly Warning[]
}

/**
 * What putting a factory in force would do, before it is done: what changes, what runs because of it and what does not, how
 * long it takes, what it costs, and what could hurt. Equal input gives an equal plan, to the byte.
 */
export function planFactory({ before, after, revision, against, known, past = new Map(), objects, warnings: more = [] }: PlanInput): Plan {
  const changes = planChanges(before, after)
  const comparison: Comparison = { before, after, changes, known, past }
  const models = Object.values(after.models).flatMap((model) => modelWork(model, comparison) ?? [])
  const plan = {
    version: 1,
    factory: after.name,
    target: after.target,
    revision: { ...revision, factory: digestOf(after) },
    against,
    empty: changes.length === 0 && (objects ?? []).length === 0 && models.every(({ reason }) => reason === 'held'),
    changes: changes.map((change) => ({ ...change, fields: [...change.fields] })),
    models,
    views: viewWork(comparison),
    live: liveWork(comparison),
    rollouts: rollouts(comparison, models),
    removals: removals(comparison),
    ...(objects && { objects: [...objects] }),
    cost: costOf(comparison, models),
    warnings: [...warnings(comparison, models), ...more],
    ...(known && before && { inForce: inForce(before, known) }),
    ...(known && { state: worldState(known, before && { factory: before, revision: against.id ?? '' }) }),
  } satisfies Omit<Plan, 'digest'>
  return withDigest(plan)
}

/** A plan with the digest of everything else in it. */
export function withDigest(plan: Omit<Plan, 'digest'>): Plan {
  const { digest: _digest, ...content } = plan as Plan
  return { ...content, digest: digestOf(content) }
}
