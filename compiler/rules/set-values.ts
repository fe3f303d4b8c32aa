import { entries, items, type Rule } from './context.js'

/** The values of a set are of the column's type: others match nothing. */
export const setValues: Rule = ({ spec, report, columns, value }) => {
  for (const [name, { expectations }] of entries(spec.sources)) {
    for (const [index, expectation] of items(expectations)) {
      if (expectation.expect !== 'in_set') continue
      const type = columns.typeOf(name, expectation.column)
      const path = ['sources', name, 'expectations', index, 'values'] as const
      const seen = new Set<unknown>()
      for (const [place, item] of items(expectation.values)) {
        if (seen.has(item)) report.warning('AF4062', `${JSON.stringify(item)} is listed twice`, value(...path, place))
        seen.add(item)
        if (type === undefined || fits(item, type)) continue
        report.error('AF4061', `${JSON.stringify(item)} is no ${type}, which ${expectation.column} is`, value(...path, place), {
          suggestion: type === 'string' ? `Write "${String(item)}" in quotes.` : undefined,
        })
      }
    }
  }
}

function fits(item: string | number | boolean, type: string): boolean {
  switch (type) {
    case 'int64':
      return Number.isInteger(Number(item)) && item !== ''
    case 'float64':
      return !Number.isNaN(Number(item)) && item !== ''
    case 'bool':
      return typeof item === 'boolean' || item === 'true' || item === 'false'
    // Text is compared as text: 1 is found where it is written "1", and true where it is written "true".
    default:
      return true
  }
}
