import type { DuckDBConnection } from '@duckdb/node-api'
import type { ExpectationResult, ExpectationSpec } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { identifier } from '../sql.js'
import { columnType } from './column-type.js'
import { duckDbMessage } from './duckdb-error.js'
import { type CheckContext, type ExpectationCheck, expectationCheck } from './expectation-check.js'
import { judgeRows, judgeUnique, judgeValue } from './expectation-verdict.js'

const SAMPLE_ROWS = 5
/** A sample shows the columns at fault and the first of the others. */
const SAMPLE_COLUMNS = 12

interface Asked {
  readonly spec: ExpectationSpec
  readonly check: ExpectationCheck
  /** Aggregates over all rows that the verdict needs. */
  readonly aggregates: readonly string[]
}

/**
 * Results of expectations over the rows of a relation (anything that may follow FROM), in their order. Definitions follow
 * Great Expectations: missing values are counted by not_null alone; mostly is the share of the rows that count.
 * An expectation that cannot be asked (no such column, wrong SQL) fails and says why; nothing is thrown for it.
 */
export async function evaluateExpectations(
  connection: DuckDBConnection,
  relationSql: string,
  expectations: readonly ExpectationSpec[],
  options: { asOf: string; timestampField?: string },
): Promise<ExpectationResult[]> {
  const described = await query<{ column_name: string; column_type: string }>(connection, `DESCRIBE SELECT * FROM ${relationSql}`)
  const columns = new Map(described.map((row) => [row.column_name, { type: columnType(row.column_type), duckDbType: row.column_type }]))
  const context: CheckContext = { columns, timestampField: options.timestampField }
  const asked = expectations.map((spec) => ask(spec, context))
  const values = await aggregate(connection, relationSql, asked)

  const results: ExpectationResult[] = []
  for (const [index, { spec, check }] of asked.entries()) {
    const found = values[index]
    if (check.kind === 'impossible') results.push(failed(spec, check.reason))
    else if (found instanceof Error) results.push(failed(spec, duckDbMessage(found)))
    else if (check.kind === 'value') results.push(judgeValue(spec, check, found?.[0] ?? null, options.asOf))
    else if (check.kind === 'unique') results.push(await unique(connection, relationSql, spec, check.columns, [...columns.keys()]))
    else {
      const verdict = judgeRows(spec, check, found ?? [])
      const broken = check.parts.filter((_, part) => verdict.failedParts.includes(part))
      const shown = sampleColumns(
        broken.map(({ name }) => name),
        options.timestampField,
        [...columns.keys()],
      )
      const where = broken.map(({ unexpected }) => `(${unexpected})`).join(' OR ') || 'false'
      const sample = await query<Record<string, unknown>>(
        connection,
        `SELECT ${shown} FROM ${relationSql} WHERE ${where} LIMIT ${SAMPLE_ROWS}`,
      )
      results.push({ ...verdict.result, ...(sample.length > 0 ? { sample } : {}) })
    }
  }
  return results
}

function ask(spec: ExpectationSpec, context: CheckContext): Asked {
  const check = expectationCheck(spec, context)
  if (check.kind === 'value') return { spec, check, aggregates: [check.value] }
  if (check.kind !== 'rows') return { spec, check, aggregates: [] }
  const counts = check.parts.flatMap((part) => [`count(*) FILTER (WHERE ${part.considered})`, `count(*) FILTER (WHERE ${part.unexpected})`])
  return { spec, check, aggregates: [...counts, ...(check.observed ? [check.observed] : [])] }
}

type Value = number | string | null

/** The aggregates of every check from one pass over the data; each apart where one of them is wrong, so that it alone fails. */
async function aggregate(connection: DuckDBConnection, relation: string, asked: readonly Asked[]): Promise<(readonly Value[] | Error)[]> {
  const run = async (group: readonly Asked[]): Promise<Value[]> => {
    const all = group.flatMap(({ aggregates }) => aggregates)
    if (all.length === 0) return []
    const [row] = await query<Record<string, Value>>(
      connection,
      `SELECT ${all.map((sql, index) => `${sql} AS v${index}`).join(', ')} FROM ${relation}`,
    )
    return all.map((_, index) => row?.[`v${index}`] ?? null)
  }
  try {
    const values = await run(asked)
    const starts = asked.map((_, index) => asked.slice(0, index).reduce((sum, { aggregates }) => sum + aggregates.length, 0))
    return asked.map(({ aggregates }, index) => values.slice(starts[index], (starts[index] ?? 0) + aggregates.length))
  } catch {
    const results: (readonly Value[] | Error)[] = []
    for (const one of asked)
      results.push(await run([one]).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))))
    return results
  }
}

/** Rows whose key columns are all missing do not count (Great Expectations: ignore_row_if all_values_are_missing). */
async function unique(
  connection: DuckDBConnection,
  relation: string,
  spec: ExpectationSpec,
  keys: readonly string[],
  columns: readonly string[],
): Promise<ExpectationResult> {
  const list = keys.map(identifier).join(', ')
  const groups = `SELECT ${list}, count(*) AS "#" FROM ${relation} WHERE ${keys.map((key) => `${identifier(key)} IS NOT NULL`).join(' OR ')} GROUP BY ${list}`
  const [counts] = await query<{ considered: number; repeated: number }>(
    connection,
    `SELECT coalesce(sum("#"), 0)::BIGINT AS considered, coalesce(sum("#") FILTER (WHERE "#" > 1), 0)::BIGINT AS repeated FROM (${groups})`,
  )
  const result = judgeUnique(spec, counts ?? { considered: 0, repeated: 0 })
  if (result.success) return result
  const same = keys.map((key) => `r.${identifier(key)} IS NOT DISTINCT FROM d.${identifier(key)}`).join(' AND ')
  const sample = await query<Record<string, unknown>>(
    connection,
    `SELECT ${sampleColumns(keys, undefined, columns, 'r.')} FROM (SELECT * FROM ${relation}) r JOIN (${groups} HAVING count(*) > 1 ORDER BY ${list} LIMIT ${SAMPLE_ROWS}) d ON ${same} ORDER BY ${keys.map((key) => `r.${identifier(key)}`).join(', ')} LIMIT ${SAMPLE_ROWS}`,
  )
  return { ...result, sample }
}

function sampleColumns(first: readonly string[], timestampField: string | undefined, columns: readonly string[], prefix = ''): string {
  const wanted = [
    ...first.filter((name) => columns.includes(name)),
    ...(timestampField !== undefined && columns.includes(timestampField) ? [timestampField] : []),
    ...columns,
  ]
  return [...new Set(wanted)]
    .slice(0, SAMPLE_COLUMNS)
    .map((name) => prefix + identifier(name))
    .join(', ')
}

function failed(spec: ExpectationSpec, message: string): ExpectationResult {
  return { expectation: spec, success: false, message: `${spec.expect} cannot be checked: ${message}`, observed: null }
}
