import { identifier, literal } from '../../runtime/sql.js'
import { isKey } from './infer-times.js'
import type { ColumnProfile } from './profile.js'

export type StarterTask = 'binary_classification' | 'multiclass_classification' | 'regression'

export interface InferredLabel {
  readonly column: ColumnProfile
  readonly task: StarterTask
  /** SQL where the column alone is not the label. */
  readonly expression?: string
  /** Share of the commonest class. */
  readonly commonest?: number
  readonly why: string
}

/** Classes that a number may stand for, and that a text may have. */
const MOST_NUMBERED_CLASSES = 10
const MOST_NAMED_CLASSES = 50
const NAMES =
  /^(label|target|y|class|outcome|response|survived|species|diagnosis|default(ed)?|is_(fraud|churn\w*|late|default|spam|cancel\w*|click\w*)|churn\w*|fraud\w*|convert\w*|click\w*|cancel\w*|(sale_?|median_?house_?)?(price|value)|medv|quality|income|exited|attrition|approved|won)$/i
const POSITIVE = /^(y|yes|true|t|1|pos\w*|churn\w*|fraud\w*|late|fail\w*|bad|won|malignant|m)$/i

/**
 * What to predict: the named column, else one whose name says so, else the last that can be a label. Undefined where there
 * is none, or the named one cannot be.
 */
export function inferLabel(columns: readonly ColumnProfile[], rows: number, wanted: string | undefined): InferredLabel | undefined {
  if (wanted !== undefined) {
    const column = columns.find(({ name }) => name === wanted)
    const label = column && labelOf(column, rows)
    return label && { ...label, why: 'as asked' }
  }
  const candidates = columns.flatMap((column) =>
    isKey(column, rows) ? [] : [labelOf(column, rows)].filter((label) => label !== undefined),
  )
  const named = candidates.filter(({ column }) => NAMES.test(column.name)).at(-1)
  if (named) return { ...named, why: 'by its name' }
  const last = candidates.at(-1)
  return last && { ...last, why: 'the last column that can be one' }
}

function labelOf(column: ColumnProfile, rows: number): Omit<InferredLabel, 'why'> | undefined {
  const { type, distinct, values = [], name } = column
  const present = rows - column.missing
  if (distinct < 2 || type === 'timestamp' || type === 'date') return undefined
  const commonest = (values[0]?.count ?? 0) / present
  if (distinct === 2) {
    const [a, b] = values.map(({ value }) => value)
    const binary = { column, task: 'binary_classification', commonest } as const
    if (type === 'bool' || (Number(a) + Number(b) === 1 && Number(a) * Number(b) === 0)) return binary
    // The class that its name says is positive, else the rarer one.
    const positive = values.find(({ value }) => POSITIVE.test(value))?.value ?? b ?? ''
    return { ...binary, expression: `${identifier(name)} = ${type === 'string' ? literal(positive) : positive}` }
  }
  const numbered = type === 'int64' && distinct <= MOST_NUMBERED_CLASSES && distinct * 10 <= present
  if (numbered || (type === 'string' && distinct <= MOST_NAMED_CLASSES && distinct * 10 <= present))
    return { column, task: 'multiclass_classification', commonest }
  return type === 'string' ? undefined : { column, task: 'regression' }
}
