import { sqlIdentifiers } from '../columns/sql-identifiers.js'
import { entries, type Rule } from './context.js'

/** Rows are not chosen by their outcome, which nobody knows when a prediction is asked for. */
export const selectionOnOutcome: Rule = ({ spec, report, sql, part }) => {
  for (const [name, { label, filter }] of entries(spec.datasets)) {
    if (filter === undefined) continue
    const path = ['datasets', name, 'filter'] as const
    const outcome = new Set(
      label.column === undefined
        ? (sqlIdentifiers(label.expression ?? '') ?? []).map((word) => word.name.toLowerCase())
        : [label.column.toLowerCase()],
    )
    const used = sql.at(path)?.columns ?? sqlIdentifiers(filter) ?? []
    const found = used.find((word) => outcome.has(word.name.toLowerCase()))
    // Rows without an outcome are left out anyway.
    if (found === undefined || /^\s*is\s+(not\s+)?null\b/i.test(filter.slice(found.end))) continue
    report.warning('AF4065', `rows are chosen by ${found.name}, of which the label is made`, part(path, filter, found), {
      suggestion: 'Filter by what is known at the time of the prediction; rows without a label are left out anyway.',
    })
  }
}
