import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { sep } from 'node:path'
import type { ColumnReader, KnownColumn } from '../../compiler/columns/columns.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { SourceDefinition } from '../../schema/generated/jobs.js'
import { csvColumns } from './csv-header.js'
import { matchingFiles } from './matching-files.js'
import { parquetColumns } from './parquet-schema.js'

/** No footer that a person has to look into is larger. */
const MAX_FOOTER = 16 * 1024 * 1024
const CSV_HEAD = 64 * 1024

/**
 * Finds the columns of the sources in a folder from the footers of parquet files and the first lines of CSVs, without
 * loading a database. Undefined for what cannot be told so.
 * @throws AIFactoryError AF7001 a link leads out of the folder, AF7002 no file matches, AF7005 a file is no parquet.
 */
export function columnReader(folder: string): ColumnReader {
  return async (source) => {
    if (source.path.includes('://') || (source.format !== 'parquet' && source.format !== 'csv')) return undefined
    const files = await matchingFiles(folder, source.path)
    const [first] = files
    if (first === undefined) throw noFile(source)
    stayInside(folder, files, source)
    if (source.format === 'parquet') return parquetFiles(files, source)
    // A header that cannot be told from data in one file says nothing about all of them.
    const headers = files.map((file) => csvFile(file, source))
    return headers.includes(undefined) ? undefined : headers.flatMap((names) => (names ?? []).map((name) => ({ name })))
  }
}

/** The footer of a parquet file that lies in the folder. @throws RangeError for another file, and a system error. */
export function footerOf(folder: string, file: string): Buffer {
  if (!realpathSync(file).startsWith(realpathSync(folder) + sep)) throw new RangeError('the file is elsewhere')
  const descriptor = openSync(file, 'r')
  try {
    return parquetFooter(descriptor, fstatSync(descriptor).size)
  } finally {
    closeSync(descriptor)
  }
}

/** Nothing is shown of a file elsewhere, as the names of its columns would be. What is not there is told when it is opened. */
function stayInside(folder: string, files: readonly string[], source: SourceDefinition): void {
  const root = realpathSync(folder) + sep
  const leaves = (file: string): boolean => {
    try {
      return !realpathSync(file).startsWith(root)
    } catch {
      return false
    }
  }
  if (files.some(leaves)) {
    throw new AIFactoryError('AF7001', `source ${source.name}: the path ${source.path} leaves the folder of aifactory.yaml`, {
      hint: 'Keep data inside the folder; links may not lead out of it.',
    })
  }
}

/** Files of one source may have columns that others lack, so they are opened until the wanted column is found. */
function* parquetFiles(files: readonly string[], source: SourceDefinition): Generator<KnownColumn> {
  for (const file of files) yield* withFile(file, source, (descriptor, size) => parquetColumns(parquetFooter(descriptor, size)))
}

function csvFile(file: string, source: SourceDefinition): string[] | undefined {
  return withFile(file, source, (descriptor, size) => csvColumns(read(descriptor, 0, Math.min(size, CSV_HEAD)).toString('utf8')))
}

function withFile<T>(file: string, source: SourceDefinition, use: (descriptor: number, size: number) => T): T {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch {
    throw noFile(source)
  }
  try {
    return use(descriptor, fstatSync(descriptor).size)
  } catch (error) {
    if (!(error instanceof RangeError) && !isSystemError(error)) throw error
    throw new AIFactoryError(
      'AF7005',
      `source ${source.name}: ${file.slice(file.lastIndexOf('/') + 1)} cannot be read as ${source.format}`,
      {
        hint: 'Write the file again, or leave it out of the path.',
      },
    )
  } finally {
    closeSync(descriptor)
  }
}

/** Such as EISDIR for a folder. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** The bytes before the last eight, which give their length and the mark PAR1. */
function parquetFooter(descriptor: number, size: number): Buffer {
  // Most footers are shorter than this, so that one read is enough.
  const tail = read(descriptor, Math.max(0, size - 16_384), Math.min(size, 16_384))
  const mark = tail.toString('latin1', tail.length - 4)
  if (tail.length < 12 || mark !== 'PAR1') throw new RangeError('no parquet')
  const length = tail.readUInt32LE(tail.length - 8)
  if (length > size - 12 || length > MAX_FOOTER) throw new RangeError('the footer is longer than the file')
  return length + 8 <= tail.length ? tail.subarray(tail.length - 8 - length, tail.length - 8) : read(descriptor, size - 8 - length, length)
}

function read(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const count = readSync(descriptor, buffer, filled, length - filled, position + filled)
    if (count === 0) break
    filled += count
  }
  return buffer.subarray(0, filled)
}

function noFile(source: SourceDefinition): AIFactoryError {
  return new AIFactoryError('AF7002', `source ${source.name}: no file matches ${source.path}`, {
    hint: 'Check the spelling, and that the data has been fetched.',
  })
}
