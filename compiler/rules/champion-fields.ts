import { insert } from '../fixes/fix.js'
import { entries, items, type Rule } from './context.js'

/** Differences and ratios need something to differ from. */
export const championFields: Rule = ({ spec, report, key, value }) => {
  const check = (given: object, fields: readonly string[], path: readonly (string | number)[]) => {
    if ('versus' in given) return
    for (const field of fields.filter((name) => name in given)) {
      report.error('AF4015', `${field} compares with nothing`, key(...path, field), {
        suggestion: 'Add versus: champion.',
        fixes: [insert(value(...path), 'versus', 'champion', 'safe')],
      })
    }
  }
  for (const [name, { gates }] of entries(spec.models)) {
    for (const [index, gate] of items(gates?.metrics)) check(gate, ['minDelta', 'confidence'], ['models', name, 'gates', 'metrics', index])
  }
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      for (const [index, metric] of items(metrics))
        check(metric, ['minDelta', 'maxRatio'], ['endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index])
    }
  }
}
