import type { ColumnType, ExpectationSpec } from '../../schema/generated/jobs.js'
import { identifier, literal } from '../sql.js'

/** What an expectation asks of the data, as SQL over its rows. */
export type ExpectationCheck =
  /** Each part holds for a share of the rows that it considers. observed is an aggregate that describes the column. */
  | { readonly kind: 'rows'; readonly parts: readonly RowCondition[]; readonly observed?: string }
  /** An aggregate over all rows, as a number. */
  | { readonly kind: 'value'; readonly value: string; readonly unit: 'rows' | 'mean' | 'epoch_ms' }
  /** No two rows agree in these columns. */
  | { readonly kind: 'unique'; readonly columns: readonly string[] }
  /** It cannot be asked of this data. That is a failure: no evidence is not a pass. */
  | { readonly kind: 'impossible'; readonly reason: string }

export interface RowCondition {
  readonly name: string
  /** Rows that count. Both conditions are never NULL. */
  readonly considered: string
  /** Rows that count and break the expectation. */
  readonly unexpected: string
}

export interface CheckContext {
  readonly columns: ReadonlyMap<string, { readonly type: ColumnType | undefined; readonly duckDbType: string }>
  readonly timestampField?: string
}

/** The check of an expectation. Missing values are NULL and, as in Great Expectations, NaN. */
export function expectationCheck(spec: ExpectationSpec, context: CheckContext): ExpectationCheck {
  const named = [...(spec.columns ?? []), ...(spec.column === undefined ? [] : [spec.column])]
  const missing = named.filter((name) => !context.columns.has(name))
  if (missing.length > 0) return impossible(`there is no column ${missing.join(', ')}`)
  return BUILDERS[spec.expect](spec, context)
}

const BUILDERS: Readonly<Record<ExpectationSpec['expect'], (spec: ExpectationSpec, context: CheckContext) => ExpectationCheck>> = {
  not_null: (spec, context) => ({
    kind: 'rows',
    parts: (spec.columns ?? []).map((name) => ({ name, considered: 'true', unexpected: `NOT (${present(name, context)})` })),
  }),

  between: (spec, context) => {
    const column = identifier(spec.column ?? '')
    if (!isNumeric(spec.column, context)) return impossible(`${spec.column} does not hold numbers`)
    const limits = [
      ...(spec.min === undefined ? [] : [`${column} >= ${literal(spec.min)}`]),
      ...(spec.max === undefined ? [] : [`${column} <= ${literal(spec.max)}`]),
    ]
    return { ...columnRows(spec, context, limits.join(' AND ')), observed: `concat(min(${column}), ' to ', max(${column}))` }
  },

  in_set: (spec, context) => {
    const column = identifier(spec.column ?? '')
    const numeric = isNumeric(spec.column, context)
    const values = (spec.values ?? []).map((value) => (numeric ? Number(value) : String(value))).filter((value) => !Number.isNaN(value))
    const held = values.length === 0 ? 'false' : `${numeric ? column : `CAST(${column} AS VARCHAR)`} IN (${values.map(literal).join(', ')})`
    const others = `list_sort(list_distinct(list(CAST(${column} AS VARCHAR)) FILTER (WHERE ${column} IS NOT NULL AND NOT (${held}))))[1:5]`
    return { ...columnRows(spec, context, held), observed: `array_to_string(${others}, ', ')` }
  },

  matches: (spec, context) =>
    columnRows(spec, context, `regexp_matches(CAST(${identifier(spec.column ?? '')} AS VARCHAR), ${literal(spec.pattern ?? '')})`),

  sql: (spec) => {
    // The line break ends a comment that the expression may end with.
    const held = `CAST((${spec.expression}\n) AS BOOLEAN)`
    return {
      kind: 'rows',
      parts: [{ name: spec.expression ?? '', considered: `${held} IS NOT NULL`, unexpected: `coalesce(NOT ${held}, false)` }],
    }
  },

  unique: (spec) => ({ kind: 'unique', columns: spec.columns ?? [] }),

  row_count: () => ({ kind: 'value', value: 'count(*)', unit: 'rows' }),

  mean_between: (spec, context) => {
    const column = identifier(spec.column ?? '')
    if (!isNumeric(spec.column, context)) return impossible(`${spec.column} does not hold numbers`)
    return { kind: 'value', value: `avg(${column}) FILTER (WHERE ${present(spec.column ?? '', context)})`, unit: 'mean' }
  },

  freshness: (_spec, { timestampField, columns }) => {
    if (timestampField === undefined || !columns.has(timestampField)) return impossible('the source has no timestampField')
    return { kind: 'value', value: `epoch_ms(max(${identifier(timestampField)}))`, unit: 'epoch_ms' }
  },
}

function columnRows(spec: ExpectationSpec, context: CheckContext, held: string): ExpectationCheck & { kind: 'rows' } {
  const name = spec.column ?? ''
  const considered = present(name, context)
  return { kind: 'rows', parts: [{ name, considered, unexpected: `${considered} AND NOT coalesce(${held}, false)` }] }
}

function present(name: string, context: CheckContext): string {
  const column = identifier(name)
  const float = /^(FLOAT|DOUBLE)$/.test(context.columns.get(name)?.duckDbType ?? '')
  return float ? `(${column} IS NOT NULL AND NOT isnan(${column}))` : `(${column} IS NOT NULL)`
}

function isNumeric(name: string | undefined, context: CheckContext): boolean {
  const type = context.columns.get(name ?? '')?.type
  return type === 'int64' || type === 'float64'
}

function impossible(reason: string): ExpectationCheck {
  return { kind: 'impossible', reason }
}
