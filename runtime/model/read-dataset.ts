import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { DatasetManifest } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { identifier, literal } from '../sql.js'

/** Column by column, in the order of the file. Numbers and booleans: NaN is missing. Text: empty is missing. */
export type InputColumns = Record<string, Float32Array | string[]>

/** One part of a dataset in memory, in the order of its file. Rows without a label are left out. */
export interface DatasetPart {
  readonly rows: number
  readonly columns: InputColumns
  /** 0 or 1 for binary tasks, the class's index for multiclass, otherwise the value. */
  readonly labels: Float64Array
}

/** A column to read: its name and whether it is text. */
export interface ReadColumn {
  readonly name: string
  readonly type: 'string' | 'number'
}

/** Reads DIR/dataset.json. @throws AIFactoryError AF7320 */
export async function readDatasetManifest(dir: string): Promise<DatasetManifest> {
  const path = join(dir, 'dataset.json')
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DatasetManifest
  } catch (error) {
    throw new AIFactoryError('AF7320', `the dataset's manifest ${path} cannot be read`, { detail: String(error) })
  }
}

/** The dataset's inputs as columns to read. Times are no model inputs: @throws AIFactoryError AF7322. */
export function inputColumns(manifest: DatasetManifest): ReadColumn[] {
  return manifest.inputs.map(({ name, type }) => {
    if (type === 'timestamp' || type === 'date') {
      throw new AIFactoryError('AF7322', `input ${name} is a ${type}, which no model takes as it is`, {
        hint: `Derive numbers from it with an expression, such as hour("${name}") or dayofweek("${name}").`,
      })
    }
    return { name, type: type === 'string' ? 'string' : 'number' }
  })
}

/** Reads one part's columns and labels. @throws AIFactoryError AF7320 where the file cannot be read. */
export async function readPart(
  connection: DuckDBConnection,
  path: string,
  manifest: DatasetManifest,
  columns: readonly ReadColumn[],
): Promise<DatasetPart> {
  const selected = columns.map(({ name, type }) => (type === 'string' ? textColumn(name) : numberColumn(name)))
  const sql = `SELECT ${[labelColumn(manifest), ...selected].join(', ')} FROM read_parquet(${literal(path)}) WHERE label IS NOT NULL`
  try {
    const chunks = await (await connection.run(sql)).fetchAllChunks()
    const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0)
    const labels = new Float64Array(rows)
    const targets = columns.map(({ type }) => (type === 'string' ? new Array<string>(rows) : new Float32Array(rows)))
    let at = 0
    for (const chunk of chunks) {
      for (const [i, target] of [labels, ...targets].entries()) copy(chunk.getColumnVector(i), target, at, chunk.rowCount)
      at += chunk.rowCount
    }
    refuseUnknownClass(labels, manifest, path)
    return { rows, labels, columns: Object.fromEntries(columns.map(({ name }, i) => [name, targets[i] ?? []])) }
  } catch (error) {
    throw duckDbFailure(error, 'AF7320', `the dataset's file ${path} cannot be read`, 'Build the dataset again.')
  }
}

function copy(vector: DuckDBVector, target: Float64Array | Float32Array | string[], at: number, rows: number): void {
  if (Array.isArray(target)) for (let row = 0; row < rows; row++) target[at + row] = String(vector.getItem(row))
  else for (let row = 0; row < rows; row++) target[at + row] = Number(vector.getItem(row))
}

function refuseUnknownClass(labels: Float64Array, { label }: DatasetManifest, path: string): void {
  if (!label.classes || !labels.includes(-1)) return
  throw new AIFactoryError('AF7321', `${path} has labels that are none of the classes ${label.classes.join(', ')}`)
}

function textColumn(name: string): string {
  return `coalesce(CAST(${identifier(name)} AS VARCHAR), '')`
}

function numberColumn(name: string): string {
  return `coalesce(CAST(${identifier(name)} AS FLOAT), 'nan'::FLOAT)`
}

function labelColumn({ task, label }: DatasetManifest): string {
  if (task !== 'multiclass_classification' || !label.classes) return 'CAST(label AS DOUBLE)'
  const classes = `[${label.classes.map(literal).join(', ')}]`
  return `CAST(coalesce(list_position(${classes}, CAST(label AS VARCHAR)), 0) - 1 AS DOUBLE)`
}
