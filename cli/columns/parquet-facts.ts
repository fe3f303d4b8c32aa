import type { ColumnFacts, SourceFacts } from '../../compiler/columns/data-facts.js'
import { STRUCT, ThriftReader } from './thrift.js'

/**
 * Rows and statistics of the top-level columns in the footer of a parquet file (FileMetaData of parquet.thrift).
 * @throws RangeError where the footer is damaged.
 */
export function parquetFacts(footer: Uint8Array): SourceFacts {
  const reader = new ThriftReader(footer)
  const units = new Map<string, number>()
  const chunks: Chunk[] = []
  let rows = 0
  for (const { id, type } of reader.fields()) {
    if (id === 2) for (let left = reader.listHeader(); left > 0; left--) schemaElement(reader, units)
    else if (id === 3) rows = reader.int()
    else if (id === 4) for (let left = reader.listHeader(); left > 0; left--) rowGroup(reader, chunks)
    else reader.skip(type)
  }
  return mergeFacts(rows, chunks, units)
}

interface Chunk {
  name: string
  values: number
  type: number
  nulls?: number
  distinct?: number
  min?: Uint8Array
  max?: Uint8Array
}

/** Milliseconds in one unit of a column of times. */
const CONVERTED: Readonly<Record<number, number>> = { 6: 86_400_000, 9: 1, 10: 0.001 }
const UNITS: Readonly<Record<number, number>> = { 1: 1, 2: 0.001, 3: 0.000_001 }

function schemaElement(reader: ThriftReader, units: Map<string, number>): void {
  let name = ''
  let unit: number | undefined
  for (const { id, type } of reader.fields()) {
    if (id === 4) name = reader.text()
    else if (id === 6) unit ??= CONVERTED[reader.int()]
    else if (id === 10 && type === STRUCT) unit = logicalUnit(reader) ?? unit
    else reader.skip(type)
  }
  if (unit !== undefined) units.set(name, unit)
}

function logicalUnit(reader: ThriftReader): number | undefined {
  let unit: number | undefined
  for (const { id, type } of reader.fields()) {
    if (id === 8 && type === STRUCT) {
      for (const field of reader.fields()) {
        if (field.id !== 2 || field.type !== STRUCT) reader.skip(field.type)
        else
          for (const member of reader.fields()) {
            unit = UNITS[member.id]
            reader.skip(member.type)
          }
      }
    } else {
      if (id === 6) unit = CONVERTED[6]
      reader.skip(type)
    }
  }
  return unit
}

function rowGroup(reader: ThriftReader, chunks: Chunk[]): void {
  for (const { id, type } of reader.fields()) {
    if (id !== 1) reader.skip(type)
    else
      for (let left = reader.listHeader(); left > 0; left--) {
        for (const field of reader.fields()) {
          if (field.id === 3 && field.type === STRUCT) columnMetaData(reader, chunks)
          else reader.skip(field.type)
        }
      }
  }
}

function columnMetaData(reader: ThriftReader, chunks: Chunk[]): void {
  const chunk: Chunk = { name: '', values: 0, type: -1 }
  let depth = 0
  for (const { id, type } of reader.fields()) {
    if (id === 1) chunk.type = reader.int()
    else if (id === 3) for (let left = reader.listHeader(); left > 0; left--, depth++) chunk.name = reader.text()
    else if (id === 5) chunk.values = reader.int()
    else if (id === 12 && type === STRUCT) statistics(reader, chunk)
    else reader.skip(type)
  }
  if (depth === 1) chunks.push(chunk)
}

function statistics(reader: ThriftReader, chunk: Chunk): void {
  for (const { id, type } of reader.fields()) {
    if (id === 3) chunk.nulls = reader.int()
    else if (id === 4) chunk.distinct = reader.int()
    else if (id === 5) chunk.max = reader.bytes()
    else if (id === 6) chunk.min = reader.bytes()
    else reader.skip(type)
  }
}

function mergeFacts(rows: number, chunks: readonly Chunk[], units: ReadonlyMap<string, number>): SourceFacts {
  const byName = new Map<string, Chunk[]>()
  for (const chunk of chunks) byName.set(chunk.name, [...(byName.get(chunk.name) ?? []), chunk])
  const columns = [...byName].map(([name, parts]) => [name, columnFacts(parts, units.get(name))] as const)
  return { rows, columns: Object.fromEntries(columns) }
}

function columnFacts(parts: readonly Chunk[], unit: number | undefined): ColumnFacts {
  const filled = parts.filter(({ values, nulls }) => nulls !== values)
  const least = limits(filled, ({ min }) => min, Math.min, unit)
  const most = limits(filled, ({ max }) => max, Math.max, unit)
  const missing = parts.every(({ nulls }) => nulls !== undefined) ? parts.reduce((sum, { nulls = 0 }) => sum + nulls, 0) : undefined
  const distinct = Math.max(0, ...parts.map((part) => part.distinct ?? 0))
  const same = filled.length > 0 && filled.every(({ min, max }) => isExact(min) && sameBytes(min, filled[0]?.min) && sameBytes(max, min))
  return {
    ...(missing !== undefined && { missing }),
    ...(least !== undefined && { least }),
    ...(most !== undefined && { most }),
    ...(distinct > 0 && { distinct }),
    ...(same && { constant: true }),
  }
}

function limits(
  parts: readonly Chunk[],
  pick: (chunk: Chunk) => Uint8Array | undefined,
  choose: (...values: number[]) => number,
  unit = 1,
): number | undefined {
  const values = parts.map((part) => numberOf(part.type, pick(part)))
  const known = values.filter((value) => value !== undefined)
  return known.length > 0 && known.length === values.length ? choose(...known) * unit : undefined
}

/** Physical types INT32, INT64 and DOUBLE. */
function numberOf(type: number, bytes: Uint8Array | undefined): number | undefined {
  if (bytes === undefined) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type === 1 && bytes.length === 4) return view.getInt32(0, true)
  if (type === 2 && bytes.length === 8) return Number(view.getBigInt64(0, true))
  return type === 5 && bytes.length === 8 ? view.getFloat64(0, true) : undefined
}

/** Writers cut long texts off. */
function isExact(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && bytes.length <= 8
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** The facts of several files of one source. */
export function joinFacts(files: readonly SourceFacts[]): SourceFacts {
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const names = new Set(files.flatMap(({ columns }) => Object.keys(columns)))
  const columns = [...names].map((name) => {
    const parts = files.map((file) => file.columns[name])
    // A column that some files lack is missing in their rows; nothing else is said about it.
    if (parts.includes(undefined)) return [name, {}] as const
    return [name, joinColumn(parts.filter((part) => part !== undefined))] as const
  })
  return { rows, columns: Object.fromEntries(columns) }
}

function joinColumn(parts: readonly ColumnFacts[]): ColumnFacts {
  const all = (pick: (facts: ColumnFacts) => number | undefined): number[] | undefined => {
    const values = parts.map(pick).filter((value) => value !== undefined)
    return values.length === parts.length ? values : undefined
  }
  const [missing, least, most] = [all((part) => part.missing), all((part) => part.least), all((part) => part.most)]
  const distinct = Math.max(0, ...parts.map((part) => part.distinct ?? 0))
  const [first] = parts
  const same =
    parts.every(({ constant, least: value }) => constant && value !== undefined && value === first?.least) ||
    (parts.length === 1 && first?.constant)
  return {
    ...(missing && { missing: missing.reduce((sum, count) => sum + count, 0) }),
    ...(least && { least: Math.min(...least) }),
    ...(most && { most: Math.max(...most) }),
    ...(distinct > 0 && { distinct }),
    ...(same && { constant: true }),
  }
}
