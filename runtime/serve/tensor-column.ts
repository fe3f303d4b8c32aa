import type { ColumnType } from '../../schema/generated/jobs.js'
import { RecentMap } from '../features/recent-map.js'
import { HttpError } from './http-error.js'
import type { SentColumn } from './input-plan.js'
import { parseRfc3339 } from './rfc3339.js'

/** A value as the server works with it: text, times as RFC 3339 and dates as text; numbers, and booleans as 1 and 0. Missing: "" and NaN. */
export type Scalar = string | number

/** The datatype that the server names for a column of a type. */
export const DATATYPE: Readonly<Record<ColumnType, string>> = {
  string: 'BYTES',
  timestamp: 'BYTES',
  date: 'BYTES',
  float64: 'FP64',
  int64: 'INT64',
  bool: 'BOOL',
}

/** Reads one value; undefined where it does not fit. */
export type Reader = (value: unknown) => Scalar | undefined

/** 64-bit integers beyond 2^53 lose digits in JSON and are refused. */
const INTEGERS: Readonly<Record<string, Reader>> = {
  INT8: integers(-128, 127),
  INT16: integers(-32768, 32767),
  INT32: integers(-2147483648, 2147483647),
  INT64: integers(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  UINT8: integers(0, 255),
  UINT16: integers(0, 65535),
  UINT32: integers(0, 4294967295),
  UINT64: integers(0, Number.MAX_SAFE_INTEGER),
}
const BOOLEANS = Object.keys(INTEGERS).concat('BOOL')

/** How a value is read, by the column's type and the datatype that the caller declares. */
const READERS: Readonly<Record<ColumnType, ReadonlyMap<unknown, Reader>>> = {
  string: new Map([['BYTES', readText]]),
  timestamp: new Map([['BYTES', readTimestamp]]),
  date: new Map([['BYTES', readDate]]),
  float64: new Map([...Object.entries(INTEGERS), ['FP32', readNumber], ['FP64', readNumber]]),
  int64: new Map([...Object.entries(INTEGERS), ['FP32', integers(-(2 ** 53), 2 ** 53)], ['FP64', integers(-(2 ** 53), 2 ** 53)]]),
  bool: new Map(BOOLEANS.map((datatype) => [datatype, readBool])),
}
const KNOWN: ReadonlySet<unknown> = new Set(Object.values(READERS).flatMap((readers) => [...readers.keys()]))

/** How a column reads values that are sent under a datatype; undefined where it takes none. */
export function readerOf({ type }: SentColumn, datatype: unknown): Reader | undefined {
  return READERS[type].get(datatype)
}

/**
 * Reads a tensor's data, flat or one list for each row, into `values` from index `start` on. null is a missing value.
 * @throws HttpError 400
 */
export function readColumn(
  column: SentColumn,
  { datatype, data }: { readonly datatype?: unknown; readonly data?: unknown },
  rows: number,
  values: (Scalar | undefined)[],
  start: number,
): void {
  const read = readerOf(column, datatype)
  if (!read) throw wrongDatatype(column, datatype)
  if (!Array.isArray(data)) throw new HttpError(400, `input "${column.name}": data must be a list`)
  if (data.length !== rows) {
    throw new HttpError(400, `input "${column.name}": data has ${data.length} values but shape says ${rows} rows`)
  }
  for (let row = 0; row < rows; row++) {
    let value: unknown = data[row]
    if (Array.isArray(value)) {
      if (value.length !== 1) throw new HttpError(400, `input "${column.name}": row ${row} has ${value.length} values, not one`)
      value = value[0]
    }
    const scalar = read(value)
    if (scalar === undefined) throw misfit(column, datatype, value, row)
    values[start + row] = scalar
  }
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value === null ? '' : undefined
}

/** Requests often name the same hours again: these are kept as they are read. */
const times = new RecentMap<string>(1000)
/** In UTC with milliseconds. */
function readTimestamp(value: unknown): string | undefined {
  if (typeof value !== 'string') return value === null ? '' : undefined
  const known = times.get(value)
  if (known !== undefined) return known
  const time = parseRfc3339(value)
  if (time === undefined) return undefined
  const text = new Date(time).toISOString()
  times.set(value, text)
  return text
}

function readDate(value: unknown): string | undefined {
  if (typeof value !== 'string') return value === null ? '' : undefined
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : value === null ? Number.NaN : undefined
}

function integers(min: number, max: number): Reader {
  return (value) => {
    if (typeof value !== 'number') return value === null ? Number.NaN : undefined
    return Number.isInteger(value) && value >= min && value <= max ? value : undefined
  }
}

function readBool(value: unknown): number | undefined {
  if (value === null) return Number.NaN
  return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined
}

function wrongDatatype({ name, type }: SentColumn, datatype: unknown): HttpError {
  if (KNOWN.has(datatype)) return new HttpError(400, `input "${name}" is ${DATATYPE[type]} (a ${type} column), not ${datatype}`)
  const shown = datatype === undefined ? 'no datatype' : JSON.stringify(datatype).slice(0, 60)
  return new HttpError(400, `input "${name}": ${shown} is not one of ${[...KNOWN].join(', ')}`)
}

function misfit({ name, type }: SentColumn, datatype: unknown, value: unknown, row: number): HttpError {
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value)?.slice(0, 60)
  return new HttpError(400, `input "${name}": row ${row} is ${shown}, which is no ${type} sent as ${datatype}`)
}
