import type { BehaviourCheck } from '../../schema/generated/jobs.js'
import type { DatasetPart, InputColumns } from '../model/read-dataset.js'
import { refuseCheck } from './refuse-check.js'
import { type GroupColumns, rowsOf } from './rows.js'

type Cell = string | number | boolean | null

/** The rows that a test gives, as the model takes them: what a row does not name is missing. @throws AIFactoryError AF7342 */
export function givenRows({ id, rows = [] }: BehaviourCheck, { columns: inputs }: DatasetPart): DatasetPart {
  for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) {
    if (!Object.hasOwn(inputs, name)) refuseCheck(id, `${name} is no input of the model`)
  }
  const columns = Object.entries(inputs).map(([name, column]): [string, Float32Array | string[]] => {
    const cells = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null))
    return [name, Array.isArray(column) ? cells.map(textOf) : Float32Array.from(cells, (cell) => numberOf(id, name, cell))]
  })
  return { rows: rows.length, labels: new Float64Array(rows.length), columns: Object.fromEntries(columns) }
}

/** The test rows that a test is about. */
export function chosenRows({ where }: BehaviourCheck, part: DatasetPart, groups: GroupColumns): DatasetPart {
  if (!where) return part
  const chosen = rowsOf(groups, where)
  const columns = Object.entries(part.columns).map(([name, column]): [string, Float32Array | string[]] => [
    name,
    Array.isArray(column) ? Array.from(chosen, (row) => column[row] ?? '') : Float32Array.from(chosen, (row) => column[row] ?? Number.NaN),
  ])
  return { rows: chosen.length, labels: Float64Array.from(chosen, (row) => part.labels[row] ?? 0), columns: Object.fromEntries(columns) }
}

/** The rows with the test's changes made. @throws AIFactoryError AF7342 */
export function applyChanges({ id, change }: BehaviourCheck, part: DatasetPart): DatasetPart {
  const columns: InputColumns = { ...part.columns }
  for (const { column: name, set, add, multiply } of change) {
    const column = columns[name] ?? refuseCheck(id, `${name} is no input of the model`)
    const sets = add === undefined && multiply === undefined
    if (Array.isArray(column)) {
      if (!sets) refuseCheck(id, `${name} is text, which can be set but not calculated with`)
      columns[name] = column.map(() => textOf(set ?? null))
    } else {
      const value = sets ? numberOf(id, name, set ?? null) : 0
      columns[name] = column.map((before) => (sets ? value : before * (multiply ?? 1) + (add ?? 0)))
    }
  }
  return { ...part, columns }
}

const textOf = (cell: Cell): string => (cell === null ? '' : String(cell))

function numberOf(id: string, name: string, cell: Cell): number {
  if (cell === null) return Number.NaN
  if (typeof cell === 'string') return refuseCheck(id, `${name} is a number, not ${JSON.stringify(cell)}`)
  return Number(cell)
}
