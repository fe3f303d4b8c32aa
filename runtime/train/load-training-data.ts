import { join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { DatasetManifest } from '../../schema/generated/jobs.js'
import { withDuckDb } from '../duckdb.js'
import { type DatasetPart, inputColumns, type ReadColumn, readPart } from '../model/read-dataset.js'

export interface TrainingData {
  readonly columns: readonly ReadColumn[]
  readonly train: DatasetPart
  readonly validation: DatasetPart
}

/** Reads the parts that training may see. @throws AIFactoryError AF7320 where there are no rows to train on. */
export async function loadTrainingData(dir: string, manifest: DatasetManifest, signal: AbortSignal): Promise<TrainingData> {
  const columns = inputColumns(manifest)
  return withDuckDb({ signal }, async (connection) => {
    const train = await readPart(connection, join(dir, 'train.parquet'), manifest, columns)
    if (train.rows === 0) {
      throw new AIFactoryError('AF7320', 'the dataset has no training rows', {
        hint: 'Lengthen the window of the dataset, or check its filter and split.',
      })
    }
    return { columns, train, validation: await readPart(connection, join(dir, 'validation.parquet'), manifest, columns) }
  })
}
