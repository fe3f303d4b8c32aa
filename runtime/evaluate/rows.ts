import type { SliceFilter } from '../../schema/generated/jobs.js'
import type { Predictions } from '../model/feeds.js'

export type GroupValue = string | number | boolean | null

/** Columns that form groups, by name, one value for each row. */
export type GroupColumns = Readonly<Record<string, readonly GroupValue[]>>

/** Test rows with what a model says about them. */
export interface JudgedRows {
  readonly labels: Float64Array
  readonly predictions: Predictions
}

/** The given rows of all. */
export function pick({ labels, predictions }: JudgedRows, rows: Uint32Array): JudgedRows {
  const { values, probabilities } = predictions
  const chosen = Float64Array.from(rows, (row) => values[row] ?? 0)
  const picked = { labels: Float64Array.from(rows, (row) => labels[row] ?? 0) }
  if (!probabilities) return { ...picked, predictions: { values: chosen } }
  const width = probabilities.length / values.length
  const shares = new Float64Array(rows.length * width)
  for (const [i, row] of rows.entries()) shares.set(probabilities.subarray(row * width, (row + 1) * width), i * width)
  return { ...picked, predictions: { values: chosen, probabilities: shares } }
}

/** Rows that have a filter's values. */
export function rowsOf(groups: GroupColumns, filter: SliceFilter): Uint32Array {
  const wanted = Object.entries(filter)
  const rows = groups[wanted[0]?.[0] ?? '']?.length ?? 0
  const matching: number[] = []
  for (let row = 0; row < rows; row++) if (wanted.every(([column, value]) => groups[column]?.[row] === value)) matching.push(row)
  return Uint32Array.from(matching)
}

/** Rows by value of a column, values in order. Rows without a value form no group. */
export function groupRows(values: readonly GroupValue[]): [string | number | boolean, Uint32Array][] {
  const rows = new Map<string | number | boolean, number[]>()
  for (const [row, value] of values.entries()) {
    if (value === null) continue
    const group = rows.get(value)
    if (group) group.push(row)
    else rows.set(value, [row])
  }
  return [...rows]
    .sort(([a], [b]) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1))
    .map(([value, group]) => [value, Uint32Array.from(group)])
}
