import { entries, type Rule } from './context.js'

const CONVERTED: readonly (string | undefined)[] = ['int64', 'float64']

/** A label that is called a bool says itself which values are true. */
export const labelConversion: Rule = ({ spec, report, sql, value }) => {
  for (const [name, { label }] of entries(spec.datasets)) {
    if (label.type !== 'bool' || label.expression === undefined) continue
    const path = ['datasets', name, 'label'] as const
    const type = sql.at([...path, 'expression'])?.type
    if (type === undefined || type === 'bool') continue
    if (CONVERTED.includes(type)) {
      report.warning('AF4056', `the label is ${type}: every value but 0 will be true`, value(...path, 'expression'), {
        suggestion: 'Compare it, such as > 15 or = 1.',
      })
    } else {
      report.error('AF4057', `the label is ${type}, not a bool`, value(...path, 'expression'), { suggestion: 'Compare it with a value.' })
    }
  }
}
