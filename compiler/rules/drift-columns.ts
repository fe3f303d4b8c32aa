import type { Span } from '../source/node.js'
import { entries, items, type Rule } from './context.js'
import { inputTypes, servedDataset } from './input-types.js'

/** Distances along a line, which categories do not have. */
const OF_NUMBERS = ['ks', 'wasserstein']
const CATEGORIES: readonly (string | undefined)[] = ['string', 'bool']

/** A drift method measures what its columns are. */
export const driftColumns: Rule = (context) => {
  const { spec, report, value } = context
  for (const [name, { endpoint, drift }] of entries(spec.monitors)) {
    const served = servedDataset(context, endpoint)
    if (served === undefined) continue
    const types = new Map(inputTypes(context, served.name, served.dataset).map((input) => [input.name, input.type]))
    for (const [index, { method, column, columns }] of items(drift)) {
      if (!OF_NUMBERS.includes(method)) continue
      const path = ['monitors', name, 'drift', index] as const
      const check = (input: string, at: Span) => {
        if (!CATEGORIES.includes(types.get(input))) return
        report.error('AF4063', `${method} compares numbers, and ${input} is ${types.get(input)}`, at, {
          suggestion: 'Use psi, jensen_shannon or chi_square for categories.',
        })
      }
      if (column !== undefined) check(column, value(...path, 'column'))
      if (Array.isArray(columns)) for (const [place, input] of items(columns)) check(input, value(...path, 'columns', place))
    }
  }
}
