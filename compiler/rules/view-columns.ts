import { entries, entry, items, type Rule } from './context.js'
import { checkColumn, checkExpression } from './expressions.js'

/** A view's join keys and features name columns of its source. */
export const viewColumns: Rule = (context) => {
  const { spec } = context
  for (const [name, { source, entities, features }] of entries(spec.featureViews)) {
    for (const entity of entities) {
      for (const [index, key] of items(entry(spec.entities, entity)?.joinKeys))
        checkColumn(context, source, key, context.value('entities', entity, 'joinKeys', index))
    }
    for (const [feature, { column, expression, aggregate }] of entries(features)) {
      const path = ['featureViews', name, 'features', feature] as const
      if (expression !== undefined) checkExpression(context, source, expression, [...path, 'expression'])
      else if (column !== undefined) checkColumn(context, source, column, context.value(...path, 'column'))
      else if (aggregate === undefined) checkColumn(context, source, feature, context.key(...path))
    }
  }
}
