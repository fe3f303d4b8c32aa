import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { type LocalWorld, localKnowledge, pastJobs } from '../../reconciler/plan/local-knowledge.js'
import { planFactory } from '../../reconciler/plan/plan.js'
import type { Revision, RevisionSource } from '../../reconciler/source/revision-source.js'
import type { Plan } from '../../schema/generated/plan.js'

/** Where a plan against what is in force here looks. */
export type PlanningPlace = Omit<LocalWorld, 'codeDigest'> & { readonly source: RevisionSource }

/** A plan against what is in force in a folder, from what its store knows. Nothing is written. */
export async function localPlan(factory: Factory, revision: Revision, { source, ...place }: PlanningPlace): Promise<Plan> {
  const { store } = place
  const before = store.document<Factory>('factory', 'current')
  const inForce = store.document<Revision>('revision', 'current')
  const known = await localKnowledge(before, factory, { ...place, codeDigest: (model) => codeDigest(model, revision, source) })
  return planFactory({
    before,
    after: factory,
    revision: { id: revision.id, message: revision.message, code: { ...known.code } },
    against:
      before && inForce
        ? { kind: 'local', id: inForce.id, message: inForce.message }
        : { kind: 'nothing', name: 'nothing: nothing is in force here yet' },
    known,
    past: pastJobs(place),
  })
}

/** The code of every trainer of the user's own at a revision, by model. */
export async function codeDigests(factory: Factory, revision: Revision, source: RevisionSource): Promise<Record<string, string>> {
  const models = Object.values(factory.models)
  const digests = await Promise.all(models.map(async (model) => [model.name, await codeDigest(model, revision, source)] as const))
  return Object.fromEntries(digests.filter((entry): entry is readonly [string, string] => entry[1] !== undefined))
}

/** The code of a trainer of the user's own at a revision. */
export async function codeDigest({ trainer }: LinkedModel, revision: Revision, source: RevisionSource): Promise<string | undefined> {
  return trainer.runtime === 'command' ? source.digest(revision, trainer.code) : undefined
}
