import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Column, MonitorJob } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { identifier, literal } from '../sql.js'
import type { Sample } from '../statistics/sample.js'
import { liveSample } from './live-sample.js'
import { readSample, sampleKind } from './read-sample.js'
import { SampleCache } from './sample-cache.js'

/** 16 million distinct values are about 256 MB. */
const cache = new SampleCache(16_000_000)

/**
 * A column of what live traffic is compared with: of the training rows, for "prediction" of the version's predictions on its
 * test rows; or of an earlier window, loaded into the table named reference. Empty where the job does not name it.
 * @throws AIFactoryError AF7601 where the reference's file or the column is missing.
 */
export async function referenceSample(connection: DuckDBConnection, job: MonitorJob, column: Column): Promise<Sample> {
  const { kind, datasetDir, evaluationDir, window } = job.reference
  if (kind === 'window' && window) return liveSample(connection, 'reference', job.version, column)
  const folder = column.name === 'prediction' ? evaluationDir : datasetDir
  if (kind === 'window' || folder === undefined) return emptySample(column)
  const path = join(folder, column.name === 'prediction' ? 'predictions.parquet' : 'train.parquet')
  return cache.get(`${path}\0${column.name}`, () => readReference(connection, path, column))
}

async function readReference(connection: DuckDBConnection, path: string, column: Column): Promise<Sample> {
  const hint = 'The artifacts of the version that serves were removed; train again, or restore them.'
  try {
    await access(path)
  } catch (cause) {
    throw new AIFactoryError('AF7601', `${path}, which live traffic is compared with, is missing`, { hint, cause })
  }
  try {
    return await readSample(connection, `read_parquet(${literal(path)})`, identifier(column.name), column.type)
  } catch (error) {
    throw duckDbFailure(error, 'AF7601', `${column.name} cannot be read from ${path}`, hint)
  }
}

function emptySample({ type }: Column): Sample {
  if (sampleKind(type) === 'categorical') return { kind: 'categorical', counts: new Map(), total: 0, missing: 0 }
  return { kind: 'numeric', values: new Float64Array(0), counts: new Float64Array(0), total: 0, missing: 0 }
}
