import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { BuildDatasetJob, ColumnType } from '../../schema/generated/jobs.js'
import { columnType, DUCKDB_TYPES } from '../data/column-type.js'
import { expressionType } from '../data/expression-type.js'
import { query } from '../duckdb.js'

/** The label's column: SQL over the source that gives 0 or 1, a number, or the class's name, and NULL where there is no label. */
export interface LabelColumn {
  readonly sql: string
  readonly type: ColumnType
}

/** @throws AIFactoryError AF7201 a wrong expression, AF7205 a label that does not fit the task. */
export async function labelColumn(
  connection: DuckDBConnection,
  relation: string,
  { dataset, task }: Pick<BuildDatasetJob, 'dataset' | 'task'>,
): Promise<LabelColumn> {
  const { expression, type: declared } = dataset.label
  const found = await expressionType(connection, relation, expression, `the label of ${dataset.name}`)
  const type = declared ?? columnType(found)
  const value = declared === undefined ? `(${expression}\n)` : `CAST((${expression}\n) AS ${DUCKDB_TYPES[declared]})`
  const misfit = (message: string, hint: string) => new AIFactoryError('AF7205', `the label of ${dataset.name} ${message}`, { hint })

  if (task === 'multiclass_classification') {
    if (type !== 'string' && type !== 'int64' && type !== 'bool')
      throw misfit(`is ${type ?? found}, not a class`, 'Classes are text, whole numbers or bools.')
    return { sql: `CAST(${value} AS VARCHAR)`, type: 'string' }
  }
  if (task === 'binary_classification') {
    if (type === 'bool') return { sql: `CAST(${value} AS TINYINT)`, type: 'bool' }
    const other = `SELECT list_sort(list_distinct(list(v::VARCHAR)))[1:3] AS seen FROM (SELECT DISTINCT ${value} AS v FROM ${relation}) WHERE v IS NOT NULL`
    const numeric = type === 'int64' || type === 'float64'
    const [row] = await query<{ seen: string[] | null }>(connection, numeric ? `${other} AND v NOT IN (0, 1)` : other)
    const seen = row?.seen ?? []
    if (numeric && seen.length === 0) return { sql: `CAST(${value} AS TINYINT)`, type: 'bool' }
    const example = numeric ? `${expression} > ${seen[0] ?? 0}` : `${expression} = '${(seen.at(-1) ?? 'yes').replaceAll("'", "''")}'`
    throw misfit(
      `holds ${seen.join(', ')}, not true and false`,
      `Say which is the positive class: label: { expression: "${example}", type: bool }`,
    )
  }
  if (type !== 'int64' && type !== 'float64' && type !== 'bool')
    throw misfit(`is ${type ?? found}, not a number`, `The task ${task} needs a number.`)
  return { sql: `CASE WHEN isfinite(CAST(${value} AS DOUBLE)) THEN CAST(${value} AS DOUBLE) END`, type: 'float64' }
}
