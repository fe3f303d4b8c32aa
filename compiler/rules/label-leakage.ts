import { sqlIdentifiers } from '../columns/sql-identifiers.js'
import { remove } from '../fixes/fix.js'
import { usedFeatures } from '../graph/inputs.js'
import { quoteColumn } from '../graph/quote.js'
import { entries, entry, type Rule } from './context.js'

/**
 * A model must not see what it is to predict: neither as an input, nor by a feature of the same rows before they were known.
 * Kaufman et al., Leakage in data mining (KDD 2011).
 */
export const labelLeakage: Rule = (context) => {
  const { spec, report, value } = context
  for (const [name, dataset] of entries(spec.datasets)) {
    const label = columnsIn(dataset.label.expression ?? quoteColumn(dataset.label.column ?? ''))
    dataset.request?.forEach((column, index) => {
      if (!label.has(column.toLowerCase())) return
      report.error(
        'AF4005',
        `"${column}" is what the label is made of, so no request can have it`,
        value('datasets', name, 'request', index),
        {
          suggestion: 'Leave it out of request.',
          related: [{ message: 'the label', at: value('datasets', name, 'label') }],
          fixes: [remove(value('datasets', name, 'request', index), column, 'unsafe')],
        },
      )
    })
    const source = entry(spec.sources, dataset.source)
    if (source === undefined || source.createdTimestampField !== undefined) continue
    for (const { view, name: feature, feature: definition, item } of usedFeatures(spec, dataset)) {
      if (entry(spec.featureViews, view)?.source !== dataset.source) continue
      const used = columnsIn(definition.expression ?? quoteColumn(definition.column ?? feature))
      const shared = [...used].find((column) => label.has(column))
      if (shared === undefined) continue
      report.error(
        'AF4006',
        `${view}:${feature} uses "${shared}" of the label's own source before it was known`,
        value('datasets', name, 'features', item),
        {
          suggestion: `Set createdTimestampField of source ${dataset.source} to the time at which "${shared}" becomes known.`,
          related: [{ message: 'the feature', at: context.key('featureViews', view, 'features', feature) }],
        },
      )
    }
  }
}

function columnsIn(expression: string): Set<string> {
  return new Set((sqlIdentifiers(expression) ?? []).map(({ name }) => name.toLowerCase()))
}
