import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Column, MonitorJob } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { identifier, literal } from '../sql.js'
import type { Sample } from '../statistics/sample.js'
import { liveSamples } from './live-sample.js'
import { countRows, readSamples, sampleKind } from './read-sample.js'
import { SampleCache } from './sample-cache.js'

/** 16 million distinct values are about 256 MB. */
const cache = new SampleCache(16_000_000)

/**
 * Columns of what live traffic is compared with, in their order: of the training rows, for "prediction" of the version's
 * predictions on its test rows; or of an earlier window, loaded into the table named reference. Empty where the job does not
 * name it.
 * @throws AIFactoryError AF7601 where the reference's file or the column is missing.
 */
export async function referenceSamples(connection: DuckDBConnection, job: MonitorJob, columns: readonly Column[]): Promise<Sample[]> {
  const { kind, datasetDir, evaluationDir, window } = job.reference
  if (kind === 'window') return window ? liveSamples(connection, 'reference', job.version, columns) : columns.map(emptySample)
  const isPrediction = ({ name }: Column) => name === 'prediction'
  const inputs = columns.filter((column) => !isPrediction(column))
  const [ofInputs, ofPrediction] = [
    await fileSamples(connection, datasetDir && join(datasetDir, 'train.parquet'), inputs),
    await fileSamples(connection, evaluationDir && join(evaluationDir, 'predictions.parquet'), columns.filter(isPrediction)),
  ]
  return columns.map((column) => (isPrediction(column) ? ofPrediction : ofInputs).get(column.name) ?? emptySample(column))
}

/** Samples of a file's columns, by name: those that are kept from before, and the others in one scan. */
async function fileSamples(
  connection: DuckDBConnection,
  path: string | undefined,
  columns: readonly Column[],
): Promise<ReadonlyMap<string, Sample>> {
  if (path === undefined || columns.length === 0) return new Map()
  const key = ({ name }: Column) => `${path}\0${name}`
  const found = new Map(columns.map((column) => [column.name, cache.get(key(column))]))
  const unread = columns.filter(({ name }) => found.get(name) === undefined)
  const read = unread.length > 0 ? await readFileSamples(connection, path, unread) : []
  for (const [i, column] of unread.entries()) {
    const sample = read[i] ?? emptySample(column)
    cache.put(key(column), sample)
    found.set(column.name, sample)
  }
  return found as Map<string, Sample>
}

async function readFileSamples(connection: DuckDBConnection, path: string, columns: readonly Column[]): Promise<Sample[]> {
  const relation = `read_parquet(${literal(path)})`
  return reading(path, columns.map(({ name }) => name).join(', '), async () => {
    const rows = await countRows(connection, relation)
    return readSamples(
      connection,
      relation,
      columns.map(({ name, type }) => ({ value: identifier(name), type, rows })),
    )
  })
}

/** Rows of the reference; 0 where there is none. @throws AIFactoryError AF7601 where its file cannot be read. */
export async function referenceRows(connection: DuckDBConnection, { reference }: MonitorJob): Promise<number> {
  if (reference.kind === 'window') return reference.window ? countRows(connection, 'reference') : 0
  if (reference.datasetDir === undefined) return 0
  const path = join(reference.datasetDir, 'train.parquet')
  return reading(path, 'its number of rows', () => countRows(connection, `read_parquet(${literal(path)})`))
}

async function reading<Result>(path: string, what: string, read: () => Promise<Result>): Promise<Result> {
  const hint = 'The artifacts of the version that serves were removed; train again, or restore them.'
  try {
    await access(path)
  } catch (cause) {
    throw new AIFactoryError('AF7601', `${path}, which live traffic is compared with, is missing`, { hint, cause })
  }
  try {
    return await read()
  } catch (error) {
    throw duckDbFailure(error, 'AF7601', `${what} cannot be read from ${path}`, hint)
  }
}

function emptySample({ type }: Column): Sample {
  if (sampleKind(type) === 'categorical') return { kind: 'categorical', counts: new Map(), total: 0, missing: 0 }
  return { kind: 'numeric', values: new Float64Array(0), counts: new Float64Array(0), total: 0, missing: 0 }
}
