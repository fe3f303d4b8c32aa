import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { ColumnReader, KnownColumn } from '../../compiler/columns/columns.js'
import { glob } from '../../runtime/data/glob.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { SourceDefinition } from '../../schema/generated/jobs.js'
import { csvColumns } from './csv-header.js'
import { parquetColumns } from './parquet-schema.js'

/** A header or footer above this is left to the job that reads the data. */
const MAX_FOOTER = 16 * 1024 * 1024
const CSV_HEAD = 64 * 1024

/**
 * Finds the columns of the sources in a folder from the footers of parquet files and the first lines of CSVs, without
 * loading a database. Undefined for what cannot be told so.
 * @throws AIFactoryError AF7002 no file matches, AF7005 a file is no parquet.
 */
export function columnReader(folder: string): ColumnReader {
  return async (source) => {
    if (source.path.includes('://') || (source.format !== 'parquet' && source.format !== 'csv')) return undefined
    const files = /[*?[]/.test(source.path) ? await glob(folder, source.path) : [join(folder, source.path)]
    if (files.length === 0) throw noFile(source)
    const found = new Map<string, KnownColumn>()
    for (const file of files) {
      const columns = fileColumns(file, source)
      if (columns === undefined) return undefined
      // Files of one source may have columns that others lack.
      for (const column of columns) if (!found.has(column.name)) found.set(column.name, column)
    }
    return [...found.values()]
  }
}

function fileColumns(file: string, source: SourceDefinition): readonly KnownColumn[] | undefined {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch {
    throw noFile(source)
  }
  try {
    const { size } = fstatSync(descriptor)
    if (source.format === 'csv')
      return csvColumns(read(descriptor, 0, Math.min(size, CSV_HEAD)).toString('utf8'))?.map((name) => ({ name }))
    const footer = parquetFooter(descriptor, size)
    return footer && parquetColumns(footer)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
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

/** The bytes before the last eight, which give their length and the mark PAR1. Encrypted footers (PARE) cannot be read. */
function parquetFooter(descriptor: number, size: number): Buffer | undefined {
  // Most footers are shorter than this, so that one read is enough.
  const tail = read(descriptor, Math.max(0, size - 16_384), Math.min(size, 16_384))
  const mark = tail.toString('latin1', tail.length - 4)
  if (mark === 'PARE') return undefined
  if (tail.length < 12 || mark !== 'PAR1') throw new RangeError('no parquet')
  const length = tail.readUInt32LE(tail.length - 8)
  if (length > MAX_FOOTER) return undefined
  if (length > size - 12) throw new RangeError('the footer is longer than the file')
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
