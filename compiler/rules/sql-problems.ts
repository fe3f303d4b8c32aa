import type { SqlCode } from '../diagnostics/codes/semantics-sql.js'
import type { Rule } from './context.js'

/** Expressions that may be meant as they are. */
const WARNINGS: readonly SqlCode[] = ['AF4049', 'AF4051', 'AF4052']

/** SQL expressions are what the database takes, and depend on their row alone. */
export const sqlProblems: Rule = ({ report, sql, part }) => {
  for (const { place, verdict } of sql.all) {
    for (const { code, message, suggestion, ...range } of verdict.problems) {
      const at = part(place.path, place.expression, range)
      if (WARNINGS.includes(code)) report.warning(code, message, at, { suggestion })
      else report.error(code, message, at, { suggestion })
    }
  }
}
