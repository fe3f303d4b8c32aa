import { usedFeatures } from '../graph/inputs.js'
import { entries, entry, items, type Rule } from './context.js'
import { checkColumn, checkExpression } from './expressions.js'

/** A dataset's label, request, filter, split and the keys of its features name columns of its source. */
export const datasetColumns: Rule = (context) => {
  const { spec } = context
  for (const [name, dataset] of entries(spec.datasets)) {
    const { source, label, request, filter, split } = dataset
    const path = ['datasets', name] as const
    if (label.expression !== undefined) checkExpression(context, source, label.expression, [...path, 'label', 'expression'])
    if (label.column !== undefined) checkColumn(context, source, label.column, context.value(...path, 'label', 'column'))
    for (const [index, column] of items(request)) checkColumn(context, source, column, context.value(...path, 'request', index))
    if (filter !== undefined) checkExpression(context, source, filter, [...path, 'filter'])
    if (split?.column !== undefined) checkColumn(context, source, split.column, context.value(...path, 'split', 'column'))

    const checked = new Set<string>()
    for (const { view, item } of usedFeatures(spec, dataset)) {
      if (checked.has(view)) continue
      checked.add(view)
      const keys = entry(spec.featureViews, view)?.entities.flatMap((entity) => entry(spec.entities, entity)?.joinKeys ?? []) ?? []
      for (const key of keys) checkColumn(context, source, key, context.value(...path, 'features', item))
    }
  }
}
