import type { TrafficColumn, TrafficTable } from './traffic-table.js'

/** One request of the Open Inference Protocol v2, as text. */
export interface InferenceRequestBody {
  readonly body: string
  readonly rows: number
}

/** Rows with event times in [from, to), in milliseconds since 1970. */
export async function countRows({ connection }: TrafficTable, from: number, to: number): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT CAST(count(*) AS INTEGER) FROM traffic WHERE time >= ${from} AND time < ${to}`)
  return Number(reader.getRowsJS()[0]?.[0] ?? 0)
}

/**
 * The requests for the rows with event times in [from, to), in order of time: rows of the same time (to the millisecond)
 * together, at most maxRows in one request. Ids are `<event time>-<index>`, the same in every run, so that the share of
 * requests that a canary gets is the same too.
 */
export async function* inferenceRequests(
  { connection, columns }: TrafficTable,
  options: { from: number; to: number; maxRows: number },
): AsyncGenerator<InferenceRequestBody> {
  const { from, to, maxRows } = options
  const heads = columns.map(headOf)
  const names = columns.map((_, index) => `c${index}`)
  // The table was written in order, and preserve_insertion_order keeps it.
  const stream = await connection.stream(`SELECT ${['time', ...names].join(', ')} FROM traffic WHERE time >= ${from} AND time < ${to}`)
  let pending = emptyRequest(columns.length, Number.NaN, 0)
  for await (const chunk of stream) {
    const [times = [], ...values] = chunk.getColumns()
    for (let row = 0; row < times.length; row++) {
      const time = times[row] as number
      if (time < pending.time) throw new Error('rows of traffic came out of order')
      if (time !== pending.time || pending.rows === maxRows) {
        if (pending.rows > 0) yield bodyOf(heads, pending)
        pending = emptyRequest(columns.length, time, time === pending.time ? pending.index + 1 : 0)
      }
      for (let column = 0; column < values.length; column++) pending.data[column]?.push(values[column]?.[row] as Value)
      pending.rows++
    }
  }
  if (pending.rows > 0) yield bodyOf(heads, pending)
}

/** What JSON can hold. Numbers that are not finite become null, which stands for a missing value. */
type Value = string | number | boolean | null

interface PendingRequest {
  readonly time: number
  readonly index: number
  readonly data: readonly Value[][]
  rows: number
}

function emptyRequest(columns: number, time: number, index: number): PendingRequest {
  return { time, index, data: Array.from({ length: columns }, () => []), rows: 0 }
}

function headOf({ name, datatype }: TrafficColumn): string {
  return `{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[`
}

function bodyOf(heads: readonly string[], { time, index, data, rows }: PendingRequest): InferenceRequestBody {
  const at = new Date(time).toISOString()
  const inputs = heads.map((head, column) => `${head}${rows}],"data":${JSON.stringify(data[column])}}`)
  return { body: `{"id":"${at}-${index}","parameters":{"event_timestamp":"${at}"},"inputs":[${inputs.join(',')}]}`, rows }
}
