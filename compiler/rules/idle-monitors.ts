import { entries, type Rule } from './context.js'

/** A monitor watches something, and its budget is for something. */
export const idleMonitors: Rule = ({ spec, report, key, pruned }) => {
  if (pruned) return
  for (const [name, { drift = [], performance = [], quality = [], budget }] of entries(spec.monitors)) {
    const rules: readonly { actions?: readonly string[] }[] = [...drift, ...performance, ...quality]
    if (rules.length === 0) {
      report.warning('AF4098', `${name} has no rules, so it watches nothing`, key('monitors', name), {
        suggestion: 'Add drift, performance or quality.',
      })
    } else if (budget !== undefined && !rules.some(({ actions = [] }) => actions.includes('retrain'))) {
      report.warning('AF4099', `${name} never asks for training, so its budget is of nothing`, key('monitors', name, 'budget'), {
        suggestion: 'Add retrain to the actions of a rule, or leave the budget out.',
      })
    }
  }
}
