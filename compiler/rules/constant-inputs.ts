import type { ColumnFacts } from '../columns/data-facts.js'
import { usedFeatures } from '../graph/inputs.js'
import type { Span } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'

/** A column of one value, or of a value for each row, teaches nothing. */
export const constantInputs: Rule = ({ spec, report, value, key, columns, facts }) => {
  for (const [name, dataset] of entries(spec.datasets)) {
    const check = (source: string, column: string, at: Span) => {
      const known = facts(source)
      const found = entry(known?.columns, column)
      if (known === undefined || found === undefined || known.rows === 0) return
      const why = problemOf(found, known.rows, columns.typeOf(source, column) === 'string')
      if (why) report.warning(why.code, `${column} ${why.message}`, at, { suggestion: 'Leave it out.' })
    }
    for (const [index, column] of items(dataset.request)) check(dataset.source, column, value('datasets', name, 'request', index))
    for (const { view, name: feature, feature: definition } of usedFeatures(spec, dataset)) {
      const source = entry(spec.featureViews, view)?.source
      if (source === undefined || definition.expression !== undefined || definition.aggregate !== undefined) continue
      check(source, definition.column ?? feature, key('featureViews', view, 'features', feature))
    }
  }
}

function problemOf({ missing = 0, constant, distinct }: ColumnFacts, rows: number, isText: boolean) {
  if (missing === rows) return { code: 'AF4156', message: 'has no value in any row of the data' } as const
  if (constant && missing === 0) return { code: 'AF4156', message: 'has the same value in every row of the data' } as const
  if (isText && distinct !== undefined && rows >= 100 && distinct >= rows * 0.9)
    return { code: 'AF4157', message: `has ${distinct} different values in ${rows} rows: each row has its own` } as const
  return undefined
}
