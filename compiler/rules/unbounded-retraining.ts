import { durationMillis } from '../../schema/duration.js'
import { entries, entry, items, type Rule } from './context.js'

/** Drift that stays asks for training at every check, unless something bounds it. */
export const unboundedRetraining: Rule = ({ spec, report, value }) => {
  for (const [name, { endpoint, drift, performance, budget, cooldown = '0s' }] of entries(spec.monitors)) {
    const model = entry(spec.endpoints, endpoint)?.model ?? ''
    const retrain = entry(spec.models, model)?.retrain
    const bounded = [budget, retrain?.budget].some((limit) => limit !== undefined)
    const rests = [cooldown, retrain?.cooldown ?? '0s'].some((time) => durationMillis(time) > 0)
    if (bounded || rests) continue
    for (const [kind, rules, allowed] of [
      ['drift', drift, retrain?.onDrift],
      ['performance', performance, retrain?.onDecay],
    ] as const) {
      for (const [index, { actions = [] }] of items<{ actions?: readonly string[] }>(rules)) {
        if (!allowed || !actions.includes('retrain')) continue
        report.warning(
          'AF4096',
          `nothing bounds how often this trains ${model}: change that lasts is found again at every check`,
          value('monitors', name, kind, index, 'actions', actions.indexOf('retrain')),
          { suggestion: `Give models.${model}.retrain a budget or a cooldown.` },
        )
      }
    }
  }
}
