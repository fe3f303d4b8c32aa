import { join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { DataValidationReport, JobResult, ValidateDataJob } from '../../schema/generated/jobs.js'
import { query, withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { identifier, timestamp } from '../sql.js'
import { duckDbFailure } from './duckdb-error.js'
import { evaluateExpectations } from './evaluate-expectations.js'
import { openSource } from './open-source.js'
import { knowledgeField } from './visible.js'
import { writeJson } from './write-json.js'

/**
 * Checks a source's files, declared schema and expectations on the rows known at asOf. Writes validation.json.
 * A failed expectation is a result, not an error.
 * @throws AIFactoryError of openSource; AF7105 where no row is known at asOf.
 */
export async function validateData(job: ValidateDataJob, context: JobContext): Promise<JobResult> {
  const { source, expectations, asOf } = job
  const report = await withDuckDb(
    { signal: context.signal, tempDir: join(job.outputDir, 'tmp') },
    async (connection): Promise<DataValidationReport> => {
      context.progress({ done: 0, total: 3, unit: 'steps', message: `reading ${source.name}` })
      const { relation, columns } = await openSource(connection, source, job.baseDir, 'source')
      await connection.run(`CREATE TEMP VIEW visible AS SELECT * FROM ${relation} WHERE ${visible(job)}`)
      const event = source.timestampField === undefined ? 'NULL::TIMESTAMPTZ' : identifier(source.timestampField)
      const [facts] = await query<{ rows: number; first: string | null; last: string | null }>(
        connection,
        `SELECT count(*) AS rows, min(${event}) AS first, max(${event}) AS last FROM visible`,
      )
      if (facts === undefined || facts.rows === 0) throw await noRows(job, (sql) => query(connection, sql), relation)

      context.progress({ done: 1, total: 3, unit: 'steps', message: `checking ${facts.rows} rows of ${source.name}` })
      const results = await evaluateExpectations(connection, 'visible', expectations, { asOf, timestampField: source.timestampField })
      return {
        source: source.name,
        rows: facts.rows,
        success: results.every((result) => result.success || result.expectation.severity === 'warn'),
        ...(facts.first !== null && facts.last !== null ? { firstEvent: facts.first, lastEvent: facts.last } : {}),
        columns: columns.flatMap(({ name, type }) => (type === undefined ? [] : [{ name, type }])),
        results,
      }
    },
  ).catch((error: unknown) => {
    throw duckDbFailure(error, 'AF7005', `source ${source.name}: its data cannot be read`, 'Check the files against the declared schema.')
  })
  await writeJson(join(job.outputDir, 'validation.json'), report)
  context.progress({ done: 3, total: 3, unit: 'steps', message: `checked ${source.name}` })
  return { kind: 'ValidateData', validation: report }
}

/** Rows without an event time are kept, so that not_null can find them; those without a knowledge time are not known yet. */
function visible({ source, asOf }: ValidateDataJob): string {
  const { timestampField, createdTimestampField } = source
  const happened =
    timestampField === undefined ? 'true' : `(${identifier(timestampField)} IS NULL OR ${identifier(timestampField)} <= ${timestamp(asOf)})`
  return createdTimestampField === undefined ? happened : `${happened} AND ${identifier(createdTimestampField)} <= ${timestamp(asOf)}`
}

async function noRows(job: ValidateDataJob, run: (sql: string) => Promise<object[]>, relation: string): Promise<AIFactoryError> {
  const known = knowledgeField(job.source)
  const first = known === undefined ? undefined : (await run(`SELECT min(${identifier(known)}) AS t FROM ${relation}`))[0]
  const time = first && 't' in first && typeof first.t === 'string' ? first.t : undefined
  return new AIFactoryError('AF7105', `source ${job.source.name} has no rows${time ? ` known by ${job.asOf}` : ''}`, {
    hint: time ? `Its first row became known at ${time}.` : 'Check that the files hold data.',
  })
}
