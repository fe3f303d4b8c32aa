import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { remove } from '../fixes/fix.js'
import type { Span } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'

/** What monitors ask for and what models allow agree. */
export const retrainActions: Rule = (context) => {
  const { spec, report, key, value } = context
  const asked = { onDrift: new Set<string>(), onDecay: new Set<string>() }
  for (const [name, { endpoint, drift, performance }] of entries(spec.monitors)) {
    const modelName = entry(spec.endpoints, endpoint)?.model
    const model = entry(spec.models, modelName)
    if (modelName === undefined || model === undefined) continue
    const check = (actions: readonly string[], switchName: 'onDrift' | 'onDecay', at: Span) => {
      if (!actions.includes('retrain')) return
      asked[switchName].add(modelName)
      if (model.retrain?.[switchName] ?? DEFAULTS.Retrain[switchName]) return
      report.warning('AF4028', `${modelName} does not allow retraining here, so this rule only alerts`, at, {
        suggestion: `Set retrain.${switchName}: true on the model, or take retrain out of actions.`,
        related: [{ message: 'the model', at: key('models', modelName) }],
      })
    }
    for (const [index, { actions = [] }] of items(drift)) check(actions, 'onDrift', value('monitors', name, 'drift', index, 'actions'))
    for (const [index, { actions = [] }] of items(performance))
      check(actions, 'onDecay', value('monitors', name, 'performance', index, 'actions'))
  }
  if (context.pruned) return
  for (const [name, { retrain }] of entries(spec.models)) {
    for (const switchName of ['onDrift', 'onDecay'] as const) {
      if (!retrain?.[switchName] || asked[switchName].has(name)) continue
      report.warning(
        'AF4029',
        `no monitor asks to retrain ${name}, so ${switchName} does nothing`,
        key('models', name, 'retrain', switchName),
        {
          suggestion: 'Add retrain to the actions of a rule, or leave this out.',
          fixes: [remove(key('models', name, 'retrain', switchName), switchName, 'unsafe')],
        },
      )
    }
  }
}
