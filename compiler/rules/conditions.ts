import type { Rule } from './context.js'

/** Filters and expectations are true or false. */
export const conditions: Rule = ({ report, sql, value }) => {
  for (const { place, verdict } of sql.all) {
    if (place.role !== 'condition' || verdict.type === undefined || verdict.type === 'bool') continue
    report.error('AF4053', `this is ${verdict.type}, and a condition is wanted`, value(...place.path), {
      suggestion: verdict.type === 'string' ? 'Compare it with a value.' : 'Compare it with a value, such as > 0.',
    })
  }
}
