import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { BuildDatasetJob, FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { DUCKDB_TYPES } from '../data/column-type.js'
import { expressionType } from '../data/expression-type.js'
import type { OpenSource } from '../data/open-source.js'
import { visibleAt } from '../data/visible.js'
import { query } from '../duckdb.js'
import { identifier, timestamp } from '../sql.js'
import type { DatasetColumns } from './dataset-columns.js'
import type { LabelColumn } from './label.js'
import { pointInTimeSql } from './point-in-time.js'
import { EVENT_COLUMN, UNIT_COLUMN, unitSql } from './split.js'

export const LABEL_COLUMN = '#label'

interface Ingredients {
  readonly source: OpenSource
  readonly sources: ReadonlyMap<string, OpenSource>
  readonly columns: DatasetColumns
  readonly label: LabelColumn
}

/**
 * The training window as a condition. It is counted back from the newest event that is visible, not from asOf, so that a
 * source that has come to an end can still be learnt from.
 */
async function windowSql(connection: DuckDBConnection, { dataset }: BuildDatasetJob, source: OpenSource, visible: string): Promise<string> {
  const event = dataset.source.timestampField
  if (event === undefined || dataset.windowMs === undefined) return 'true'
  const [row] = await query<{ newest: string | null }>(
    connection,
    `SELECT max(${identifier(event)}) AS newest FROM ${source.relation} WHERE ${visible}`,
  )
  return row?.newest ? `${identifier(event)} > ${timestamp(row.newest)} - to_microseconds(${dataset.windowMs * 1000})` : 'true'
}

/**
 * Makes a table of the labelled rows of a dataset with their features. A row's features are those known at its event time.
 * @throws AIFactoryError AF7105 no row is known at asOf, AF7202 no row has a label, AF7209 the filter leaves none.
 */
export async function createExamples(
  connection: DuckDBConnection,
  job: BuildDatasetJob,
  { source, sources, columns, label }: Ingredients,
  onView: (view: FeatureViewDefinition) => void,
): Promise<{ table: string; sourceRows: number }> {
  const { dataset } = job
  const event = dataset.source.timestampField
  const visible = visibleAt(dataset.source, job.asOf)
  const window = await windowSql(connection, job, source, visible)
  if (dataset.filter !== undefined) await expressionType(connection, source.relation, dataset.filter, `the filter of ${dataset.name}`)
  const filter = dataset.filter === undefined ? 'true' : `coalesce(CAST((${dataset.filter}\n) AS BOOLEAN), false)`

  const [counts] = await query<Record<'known' | 'chosen', number>>(
    connection,
    `SELECT count(*) AS known, count(*) FILTER (WHERE ${window} AND ${filter}) AS chosen FROM ${source.relation} WHERE ${visible}`,
  )
  if (counts === undefined || counts.known === 0)
    throw new AIFactoryError('AF7105', `source ${dataset.source.name} has no rows known by ${job.asOf}`)
  if (counts.chosen === 0) {
    throw new AIFactoryError('AF7209', `dataset ${dataset.name}: its filter leaves none of ${counts.known} rows`, {
      hint: dataset.windowMs === undefined ? 'Check the filter.' : 'Check the filter, or use a longer window.',
    })
  }
  await connection.run(
    `CREATE TEMP TABLE rows_wanted AS SELECT ${[
      ...columns.needed.map((name) => `s.${identifier(name)}`),
      `${label.sql} AS ${identifier(LABEL_COLUMN)}`,
      `${event === undefined ? 'NULL::TIMESTAMPTZ' : `s.${identifier(event)}`} AS ${identifier(EVENT_COLUMN)}`,
      `${unitSql(dataset)} AS ${identifier(UNIT_COLUMN)}`,
    ].join(', ')} FROM ${source.relation} s WHERE ${visible} AND ${window} AND ${filter}`,
  )
  await connection.run(`DELETE FROM rows_wanted WHERE ${identifier(LABEL_COLUMN)} IS NULL`)
  const [labelled] = await query<{ n: number }>(connection, 'SELECT count(*) AS n FROM rows_wanted')
  if (labelled === undefined || labelled.n === 0) {
    throw new AIFactoryError('AF7202', `dataset ${dataset.name}: none of ${counts.chosen} rows has a label`, {
      hint: `Check the label's expression, ${dataset.label.expression}.`,
    })
  }

  const joins: string[] = []
  for (const [index, view] of dataset.views.entries()) {
    onView(view)
    const own = sources.get(view.source.name)?.relation ?? ''
    await connection.run(
      `CREATE TEMP TABLE view_${index} AS ${pointInTimeSql({ view, source: own, spine: 'rows_wanted', spineTime: EVENT_COLUMN })}`,
    )
    const keys = [...view.joinKeys, EVENT_COLUMN].map(identifier)
    joins.push(`LEFT JOIN view_${index} ON ${keys.map((key) => `w.${key} IS NOT DISTINCT FROM view_${index}.${key}`).join(' AND ')}`)
  }
  const inputs = columns.inputs.map(({ name, type, from }) => {
    const view = dataset.views.findIndex((candidate) => candidate.name === from)
    const value = `CAST(${view < 0 ? 'w' : `view_${view}`}.${identifier(name)} AS ${DUCKDB_TYPES[type]})`
    return `${type === 'float64' ? `CASE WHEN isfinite(${value}) THEN ${value} END` : value} AS ${identifier(name)}`
  })
  const others = [...columns.kept, LABEL_COLUMN, EVENT_COLUMN, UNIT_COLUMN].map((name) => `w.${identifier(name)}`)
  await connection.run(`CREATE TEMP TABLE examples AS SELECT ${[...inputs, ...others].join(', ')} FROM rows_wanted w ${joins.join('\n')}`)
  return { table: 'examples', sourceRows: counts.known }
}
