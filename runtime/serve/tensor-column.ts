import type { ColumnType } from '../../schema/generated/jobs.js'
import { HttpError } from './http-error.js'
import type { SentColumn } from './input-plan.js'
import { parseRfc3339 } from './rfc3339.js'

/** A value as the server works with it: text, times as RFC 3339 and dates as text; numbers, and booleans as 1 and 0. Missing: "" and NaN. */
export type Scalar = string | number

/** An integer datatype's bounds. 64-bit integers beyond 2^53 lose digits in JSON and are refused. */
const INTEGERS = new Map<unknown, readonly [number, number]>([
  ['INT8', [-128, 127]],
  ['INT16', [-32768, 32767]],
  ['INT32', [-2147483648, 2147483647]],
  ['INT64', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
  ['UINT8', [0, 255]],
  ['UINT16', [0, 65535]],
  ['UINT32', [0, 4294967295]],
  ['UINT64', [0, Number.MAX_SAFE_INTEGER]],
])

/** The datatype that the server names for a column, and those that it takes. */
export const DATATYPE: Readonly<Record<ColumnType, string>> = {
  string: 'BYTES',
  timestamp: 'BYTES',
  date: 'BYTES',
  float64: 'FP64',
  int64: 'INT64',
  bool: 'BOOL',
}

/**
 * Reads a tensor's data, flat or one list for each row, as a column of `rows` values. null is a missing value.
 * @throws HttpError 400
 */
export function readColumn(column: SentColumn, datatype: unknown, data: unknown, rows: number): Scalar[] {
  const read = reader(column, datatype)
  if (!Array.isArray(data)) throw new HttpError(400, `input "${column.name}": data must be a list`)
  if (data.length !== rows) {
    throw new HttpError(400, `input "${column.name}": data has ${data.length} values but shape says ${rows} rows`)
  }
  const values = new Array<Scalar>(rows)
  for (let row = 0; row < rows; row++) {
    let value: unknown = data[row]
    if (Array.isArray(value)) {
      if (value.length !== 1) throw new HttpError(400, `input "${column.name}": row ${row} has ${value.length} values, not one`)
      value = value[0]
    }
    const scalar = read(value)
    if (scalar === undefined) throw misfit(column, datatype, value, row)
    values[row] = scalar
  }
  return values
}

type Reader = (value: unknown) => Scalar | undefined

function reader({ name, type }: SentColumn, datatype: unknown): Reader {
  const text = type === 'string' || type === 'timestamp' || type === 'date'
  if (datatype === 'BYTES' && text) return TEXT[type]
  if (!text) {
    const bounds = INTEGERS.get(datatype)
    if (bounds) return type === 'bool' ? readBool : (value) => readInteger(value, bounds)
    if (datatype === 'FP32' || datatype === 'FP64') return type === 'int64' ? readWhole : type === 'float64' ? readNumber : refuse
    if (datatype === 'BOOL') return type === 'bool' ? readBool : refuse
  }
  if (typeof datatype !== 'string' || !KNOWN.has(datatype)) {
    throw new HttpError(400, `input "${name}": ${JSON.stringify(datatype) ?? 'no datatype'} is not one of ${[...KNOWN].join(', ')}`)
  }
  throw new HttpError(400, `input "${name}" is ${DATATYPE[type]} (a ${type} column), not ${datatype}`)
}

const KNOWN: ReadonlySet<string> = new Set(['BYTES', 'BOOL', 'FP32', 'FP64', ...[...INTEGERS.keys()].map(String)])

const TEXT = {
  string: (value: unknown): Scalar | undefined => (typeof value === 'string' ? value : value === null ? '' : undefined),
  timestamp(value: unknown): Scalar | undefined {
    if (value === null) return ''
    const time = typeof value === 'string' ? parseRfc3339(value) : undefined
    return time === undefined ? undefined : new Date(time).toISOString()
  },
  date: (value: unknown): Scalar | undefined =>
    value === null
      ? ''
      : typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
        ? value
        : undefined,
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : value === null ? Number.NaN : undefined
}

function readWhole(value: unknown): number | undefined {
  return typeof value === 'number' ? (Number.isSafeInteger(value) ? value : undefined) : readNumber(value)
}

function readInteger(value: unknown, [min, max]: readonly [number, number]): number | undefined {
  return typeof value === 'number' ? (Number.isInteger(value) && value >= min && value <= max ? value : undefined) : readNumber(value)
}

function readBool(value: unknown): number | undefined {
  return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : value === null ? Number.NaN : undefined
}

function refuse(): undefined {
  return undefined
}

function misfit({ name, type }: SentColumn, datatype: unknown, value: unknown, row: number): HttpError {
  const shown = JSON.stringify(value)?.slice(0, 60)
  return new HttpError(400, `input "${name}": row ${row} is ${shown}, which is no ${type} sent as ${datatype}`)
}
