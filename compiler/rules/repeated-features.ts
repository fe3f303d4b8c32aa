import { entries, type Rule } from './context.js'

/** Two features of one definition are one feature. */
export const repeatedFeatures: Rule = ({ spec, report, key }) => {
  for (const [view, { features }] of entries(spec.featureViews)) {
    const seen = new Map<string, string>()
    for (const [name, { column, expression, aggregate, window }] of entries(features)) {
      const definition = JSON.stringify([
        expression?.replace(/\s+/g, ' ').trim() ?? column ?? (aggregate ? '' : name),
        expression === undefined,
        aggregate,
        window,
      ])
      const first = seen.get(definition)
      if (first === undefined) {
        seen.set(definition, name)
        continue
      }
      report.warning('AF4131', `${name} is the same as ${first}`, key('featureViews', view, 'features', name), {
        suggestion: 'Leave one out; most often another column or window was meant.',
        related: [{ message: 'the other one', at: key('featureViews', view, 'features', first) }],
      })
    }
  }
}
