import { entries, type Rule } from './context.js'
import { expectationColumns } from './expectation-columns.js'
import { checkColumn, checkExpression } from './expressions.js'

/** Times and expectations of a source name columns that it has. */
export const sourceColumns: Rule = (context) => {
  for (const [name, source] of entries(context.spec.sources)) {
    for (const field of ['timestampField', 'createdTimestampField'] as const) {
      const column = source[field]
      if (column !== undefined) checkColumn(context, name, column, context.value('sources', name, field))
    }
    source.expectations?.forEach((expectation, index) => {
      const path = ['sources', name, 'expectations', index] as const
      for (const { column, path: place } of expectationColumns(expectation))
        checkColumn(context, name, column, context.value(...path, ...place))
      if (expectation.expect === 'sql') checkExpression(context, name, expectation.expression, [...path, 'expression'])
    })
  }
}
