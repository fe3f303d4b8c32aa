import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { BuildDatasetJob, DatasetManifest, JobResult } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { type OpenSource, openSource } from '../data/open-source.js'
import { writeJson } from '../data/write-json.js'
import { withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { datasetColumns, notFinite } from './dataset-columns.js'
import { createExamples } from './examples.js'
import { labelColumn } from './label.js'
import { splitConditions } from './split.js'
import { writeParts } from './write-parts.js'

/**
 * Builds a dataset: the source's rows that are known at asOf and have a label, with features as they were known at each
 * row's own time, divided into train, validation and test. Writes a parquet file for each and dataset.json.
 * The same inputs give the same rows in the same order.
 * @throws AIFactoryError AF70xx and AF71xx for data that cannot be read, AF72xx for what is wrong with the definition.
 */
export async function buildDataset(job: BuildDatasetJob, context: JobContext): Promise<JobResult> {
  const { dataset } = job
  const tempDir = join(job.outputDir, 'tmp')
  const manifest = await withDuckDb({ signal: context.signal, tempDir }, (connection) => build(connection, job, context))
    .catch((error: unknown) => {
      throw duckDbFailure(error, 'AF7208', `dataset ${dataset.name} cannot be built`, 'Check its expressions against the data.')
    })
    .finally(() => rm(tempDir, { recursive: true, force: true }))
  await writeJson(join(job.outputDir, 'dataset.json'), manifest)
  return { kind: 'BuildDataset', dataset: manifest }
}

async function build(connection: DuckDBConnection, job: BuildDatasetJob, context: JobContext): Promise<DatasetManifest> {
  const { dataset } = job
  const total = dataset.views.length + 3
  const report = (done: number, message: string) => context.progress({ done, total, unit: 'steps', message })

  report(0, 'reading sources')
  const sources = new Map<string, OpenSource>()
  for (const definition of [dataset.source, ...dataset.views.map((view) => view.source)]) {
    if (!sources.has(definition.name))
      sources.set(definition.name, await openSource(connection, definition, job.baseDir, `source ${definition.name}`))
  }
  const source = sources.get(dataset.source.name)
  if (source === undefined) throw new Error('the source is not open')
  if (
    dataset.source.timestampField === undefined &&
    (dataset.views.length > 0 || dataset.split.by === 'time' || dataset.windowMs !== undefined)
  ) {
    throw new AIFactoryError('AF7206', `dataset ${dataset.name}: its source ${dataset.source.name} has no timestampField`, {
      hint: 'Features, a window and a split by time need one. Without times, use split: { by: random } and no features.',
    })
  }
  const columns = await datasetColumns(connection, dataset, source, sources)
  const label = await labelColumn(connection, source.relation, job)
  for (const line of await notFinite(connection, dataset, source, sources)) context.log(line)

  const { sourceRows, table } = await createExamples(connection, job, { source, sources, columns, label }, (view) =>
    report(1 + dataset.views.indexOf(view), `joining ${view.name}`),
  )
  report(total - 2, 'splitting')
  const conditions = await splitConditions(connection, table, dataset)
  report(total - 1, 'writing')
  const written = await writeParts(connection, job, { table, conditions, columns, label })
  report(total, `${written.rows.train + written.rows.validation + written.rows.test} rows`)
  return {
    name: dataset.name,
    asOf: job.asOf,
    task: job.task,
    inputs: [...columns.inputs],
    ...(columns.kept.length > 0 ? { kept: [...columns.kept] } : {}),
    sourceRows,
    ...written,
  }
}
