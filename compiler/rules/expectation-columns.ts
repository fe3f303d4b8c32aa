import type { Expectation } from '../../schema/generated/aifactory.js'

/** The columns that an expectation names, each with where it does. */
export function expectationColumns(expectation: Expectation): { column: string; path: (string | number)[] }[] {
  switch (expectation.expect) {
    case 'not_null':
    case 'unique':
      return expectation.columns.map((column, index) => ({ column, path: ['columns', index] }))
    case 'between':
    case 'in_set':
    case 'matches':
    case 'mean_between':
      return [{ column: expectation.column, path: ['column'] }]
    default:
      return []
  }
}
