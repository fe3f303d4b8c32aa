import type { ColumnType } from '../../schema/generated/jobs.js'
import type { FeatureValues, OnlineStore } from '../features/online-store.js'
import { HttpError } from './http-error.js'
import type { SentValues } from './infer-request.js'
import type { InputPlan, InputSlot, ViewPlan } from './input-plan.js'
import type { Scalar } from './tensor-column.js'

/** The model's inputs, column by column as in BatchMessage. */
export interface AssembledInputs {
  readonly numbers: readonly number[]
  readonly texts: readonly string[]
}

export interface FeatureLookup {
  readonly store: Pick<OnlineStore, 'lookup'> | undefined
  /** Told for each view and row whether the store had values. */
  counted(view: string, found: boolean): void
}

/**
 * Puts together what the caller sent and what the online store knows at each row's event time. Values that neither has are missing.
 * @throws HttpError 400 where an int64 input, which has no missing value, gets none.
 */
export function assembleInputs(
  plan: InputPlan,
  sent: SentValues,
  rows: number,
  eventTime: number | readonly number[],
  lookup: FeatureLookup,
): AssembledInputs {
  const numbers = new Array<number>(plan.numbers.length * rows)
  const texts = new Array<string>(plan.texts.length * rows)
  const found: (FeatureValues | undefined)[] = []
  for (let row = 0; row < rows; row++) {
    const at = typeof eventTime === 'number' ? eventTime : (eventTime[row] ?? 0)
    for (let view = 0; view < plan.views.length; view++) found[view] = lookUp(plan.views[view], sent, rows, row, at, lookup)
    let to = row
    for (const slot of plan.numbers) {
      const value = slotValue(slot, sent, rows, row, found)
      const number = typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : Number.NaN
      if (slot.datatype === 'int64' && !Number.isInteger(number)) {
        throw new HttpError(400, `row ${row} has no whole number for ${slot.name}, and the model takes no missing value there`)
      }
      numbers[to] = number
      to += rows
    }
    to = row
    for (const slot of plan.texts) {
      const value = slotValue(slot, sent, rows, row, found)
      texts[to] = typeof value === 'string' ? value : value === null || value === undefined || Number.isNaN(value) ? '' : String(value)
      to += rows
    }
  }
  return { numbers, texts }
}

function slotValue(slot: InputSlot, sent: SentValues, rows: number, row: number, found: readonly (FeatureValues | undefined)[]) {
  return typeof slot.from === 'number' ? sent[slot.from * rows + row] : found[slot.from.view]?.[slot.from.feature]
}

function lookUp(
  view: ViewPlan | undefined,
  sent: SentValues,
  rows: number,
  row: number,
  atMs: number,
  lookup: FeatureLookup,
): FeatureValues | undefined {
  if (!view) return undefined
  const key: Scalar[] = []
  for (const { column, type } of view.key) {
    const value = sent[column * rows + row]
    if (value !== undefined && value !== '' && !Number.isNaN(value)) key.push(keyPart(value, type))
  }
  const values = key.length === view.key.length ? lookup.store?.lookup(view.name, key, atMs, view.ttlMs) : undefined
  lookup.counted(view.name, values !== undefined)
  return values
}

/** The store names keys by their text, as SQL writes it. */
function keyPart(value: Scalar, type: ColumnType): Scalar {
  return type === 'bool' ? String(value === 1) : value
}
