import { entries, type Rule } from './context.js'

const OF_NUMBERS: readonly (string | undefined)[] = ['mean', 'sum', 'stddev']
const NUMBERS: readonly (string | undefined)[] = ['int64', 'float64', 'bool']

/** Means, sums and deviations are of numbers; a bool counts as 0 or 1. */
export const aggregatedTypes: Rule = ({ spec, report, columns, sql, value }) => {
  for (const [view, { source, features }] of entries(spec.featureViews)) {
    for (const [name, { aggregate, column, expression }] of entries(features)) {
      if (!OF_NUMBERS.includes(aggregate)) continue
      const path = ['featureViews', view, 'features', name] as const
      const type = expression === undefined ? columns.typeOf(source, column ?? name) : sql.at([...path, 'expression'])?.type
      if (type === undefined || NUMBERS.includes(type)) continue
      report.error('AF4054', `${aggregate} needs numbers, and ${column ?? 'the expression'} is ${type}`, value(...path, 'aggregate'), {
        suggestion: 'count and count_distinct take any values; a comparison gives a bool, whose mean is a share.',
      })
    }
  }
}
