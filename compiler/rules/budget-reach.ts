import { durationMillis } from '../../schema/duration.js'
import { entries, type Rule } from './context.js'

/** A budget can be used up: a cooldown that allows fewer runs makes it have no effect. */
export const budgetReach: Rule = ({ spec, report, value }) => {
  for (const [name, { retrain }] of entries(spec.models)) {
    const { budget, cooldown } = retrain ?? {}
    if (budget?.runs === undefined || cooldown === undefined || durationMillis(cooldown) === 0) continue
    const possible = Math.ceil(durationMillis(budget.per) / durationMillis(cooldown))
    if (budget.runs === 0 || possible > budget.runs) continue
    report.warning(
      'AF4104',
      `with ${cooldown} between runs there are at most ${possible} in ${budget.per}, so that a budget of ${budget.runs} has no effect`,
      value('models', name, 'retrain', 'budget', 'runs'),
      { suggestion: 'Lower it, shorten the cooldown, or keep one of the two.' },
    )
  }
}
