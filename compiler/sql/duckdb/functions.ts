import type { SqlCode } from '../../diagnostics/codes/semantics-sql.js'

/** What DuckDB knows about a function: which kinds there are of it, and how stable its results are. */
export interface FunctionFacts {
  readonly kinds: readonly string[]
  readonly stabilities: readonly string[]
}

export interface Refusal {
  readonly code: SqlCode
  readonly message: string
  readonly suggestion?: string
}

/** Why a function may not stand in the expression of a row; undefined where it may. */
export function refusedFunction(name: string, { kinds, stabilities }: FunctionFacts): Refusal | undefined {
  if (kinds.includes('aggregate') && !kinds.includes('scalar') && !kinds.includes('macro')) return aggregate(name)
  if (SEVERAL_ROWS.has(name) || !(kinds.includes('scalar') || kinds.includes('macro'))) {
    return {
      code: 'AF4047',
      message: `${name} gives rows, not a value`,
      suggestion: 'Read data as a source; an expression is about the row at hand.',
    }
  }
  if (stabilities.some((stability) => stability !== 'CONSISTENT') || SURROUNDINGS.test(name)) return unstable(name)
  return undefined
}

export function aggregate(name: string): Refusal {
  return {
    code: 'AF4046',
    message: `${name} is computed over many rows, and an expression is about one`,
    suggestion: 'Use a feature with aggregate and window, such as { aggregate: mean, column: ..., window: 7d }.',
  }
}

export function unstable(name: string): Refusal {
  return {
    code: 'AF4048',
    message: `${name} does not depend on the row alone`,
    suggestion: TIMES.test(name)
      ? 'Compare with a column of times; windows, ttl and freshness count from the time of each row.'
      : 'Use columns and constants, so that the same data gives the same result.',
  }
}

/** Words that DuckDB's grammar takes for a function where no column has the name. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'current_date current_time current_timestamp localtime localtimestamp current_localtime current_localtimestamp ' +
    'current_user user session_user current_role current_catalog current_schema'
  ).split(' '),
)

const SEVERAL_ROWS: ReadonlySet<string> = new Set(['unnest', 'unpivot_list', 'generate_subscripts', 'regexp_split_to_table'])

const TIMES = /^(now|today|age|ago|current_(date|time.*|local.*)|local.*|get_current_.*|transaction_timestamp)$/

/** Of the session, the catalog, settings or logs, which DuckDB does not all call unstable. */
const SURROUNDINGS =
  /^(age|ago|current_.*|session_user|user|local(time|timestamp)|getvariable|getenv|write_log|parse_duckdb_log_message|json_(de)?serialize_.*|pg_.*|inet_.*|has_.*_privilege|(sh)?obj_description|col_description|(format|map_to)_pg.*|format_type|get_block_size|in_search_path|stats|nextval|currval)$/
