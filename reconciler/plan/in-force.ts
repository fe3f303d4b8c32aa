import type { Factory } from '../../compiler/graph/factory.js'
import type { InForce } from '../../schema/generated/plan.js'
import type { Knowledge } from './knowledge.js'

/** What serves here now, and what is on its way. */
export function inForce({ models, endpoints }: Factory, known: Knowledge): InForce {
  return {
    models: Object.keys(models).map((model) => {
      const { champion, challenger } = known.models[model] ?? {}
      return { model, ...(champion && { champion: champion.version }), ...(challenger && { challenger: challenger.version }) }
    }),
    endpoints: Object.values(endpoints).map(({ name, rollout }) => {
      const state = known.endpoints[name]
      const under = state?.rollout
      return {
        endpoint: name,
        ...(state?.stable !== undefined && { version: state.stable }),
        ...(under && { rollout: { version: under.version, step: under.step, steps: rollout.steps.length, message: under.message } }),
      }
    }),
  }
}
