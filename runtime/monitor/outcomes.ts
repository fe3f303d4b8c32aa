import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { GroundTruthDefinition } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { openSource } from '../data/open-source.js'
import { visibleAt } from '../data/visible.js'
import { identifier, timestamp } from '../sql.js'
import { asType } from './json-values.js'

/**
 * Makes a table named outcomes: each request of a log table whose outcome is known at a time, as id, row, ts and label (a
 * number, true is 1). An outcome is known when its row has been recorded and its event is at least the declared delay
 * ago. Of several rows with the same key the one recorded last counts; one whose label is null is not known yet.
 * @throws AIFactoryError of openSource; AF7602 where a join key is not a column, AF7603 where the label cannot be computed.
 */
export async function joinOutcomes(
  connection: DuckDBConnection,
  log: string,
  truth: GroundTruthDefinition,
  place: { baseDir: string; asOf: string },
): Promise<void> {
  const { source, joinKey, delayMs, labelExpression } = truth
  const { relation, columns } = await openSource(connection, source, place.baseDir, 'ground_truth')
  // Numbered, since a join key may be called id or ts as the log's own columns are.
  const keys = joinKey.map((name, i) => {
    const column = columns.find((candidate) => candidate.name === name)
    if (column) return { name: `key_${i}`, own: identifier(name), asked: asType(`keys.${identifier(name)}`, column.duckDbType) }
    throw new AIFactoryError('AF7602', `the ground truth's join key ${name} is not a column of ${source.name}`, {
      hint: `Its columns are ${columns.map((candidate) => candidate.name).join(', ')}.`,
    })
  })
  const names = keys.map(({ name }) => name).join(', ')
  const event = source.timestampField ?? source.createdTimestampField
  const due = event ? `${identifier(event)} <= ${timestamp(new Date(Date.parse(place.asOf) - delayMs))}` : 'true'
  const newest = [source.createdTimestampField, source.timestampField].flatMap((field) => (field ? [`${identifier(field)} DESC`] : []))
  // The keys that were asked for come first: joined with the files as they are, they keep DuckDB from reading the rest.
  try {
    await connection.run(`
      CREATE TEMP TABLE asked AS SELECT id, row, ts, ${keys.map(({ name, asked }) => `${asked} AS ${name}`).join(', ')} FROM ${identifier(log)};
      CREATE TEMP TABLE outcomes AS
      WITH known AS (
        SELECT * FROM (SELECT * FROM ${relation} WHERE ${visibleAt(source, place.asOf)} AND ${due}) truth
        SEMI JOIN asked ON ${keys.map(({ name, own }) => `truth.${own} = asked.${name}`).join(' AND ')}
      ),
      labelled AS (
        SELECT ${keys.map(({ name, own }) => `${own} AS ${name}`).join(', ')}, CAST((${labelExpression}) AS DOUBLE) AS label FROM known
        QUALIFY row_number() OVER (PARTITION BY ${keys.map(({ own }) => own).join(', ')} ${newest.length > 0 ? `ORDER BY ${newest.join(', ')}` : ''}) = 1
      )
      SELECT DISTINCT id, row, ts, label FROM asked JOIN labelled USING (${names}) WHERE isfinite(label)`)
  } catch (error) {
    throw duckDbFailure(error, 'AF7603', `the outcomes in ${source.name} cannot be joined`, `Check labelExpression: ${labelExpression}`)
  }
}
