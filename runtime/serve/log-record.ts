import type { AssembledInputs } from './assemble-inputs.js'
import type { SentValues } from './infer-request.js'
import { numberText } from './infer-response.js'
import type { InputPlan, InputSlot } from './input-plan.js'
import type { Role } from './routing.js'
import type { Scalar } from './tensor-column.js'

/** What is logged of one version's prediction of a request's rows. */
export interface LoggedPrediction {
  readonly id: string
  readonly version: number
  readonly role: Role
  readonly rows: number
  readonly eventTime: number | readonly number[]
  readonly receivedMs: number
  readonly latencyMs: number
  readonly sent: SentValues
  readonly inputs: AssembledInputs
  /** One value for each row, from offset on; absent where the prediction failed. */
  readonly values: Float64Array | undefined
  readonly offset: number
  readonly error: string | undefined
}

/** Writes InferenceLogRecords as text by hand: JSON.stringify of the same record takes three times as long. */
export class LogEncoder {
  readonly #inputs: readonly { prefix: string; slot: InputSlot; at: number; text: boolean }[]
  readonly #keys: readonly { prefix: string; column: number; bool: boolean }[]

  constructor(plan: InputPlan) {
    const slots = [
      ...plan.numbers.map((slot, at) => ({ slot, at, text: false })),
      ...plan.texts.map((slot, at) => ({ slot, at, text: true })),
    ]
    this.#inputs = slots.map((input, i) => ({ ...input, prefix: `${i > 0 ? ',' : ''}${JSON.stringify(input.slot.name)}:` }))
    this.#keys = plan.keys.map((column) => ({
      prefix: `${JSON.stringify(plan.sent[column]?.name)}:`,
      column,
      bool: plan.sent[column]?.type === 'bool',
    }))
  }

  /** One line for each row, handed over with the event time's date. */
  encode(logged: LoggedPrediction, write: (date: string, line: string) => void): void {
    const { eventTime, rows, values, offset } = logged
    const tail =
      `","received":"${isoTime(logged.receivedMs)}","id":${JSON.stringify(logged.id)},"version":${logged.version},"role":"${logged.role}",` +
      `"status":"${values ? 'ok' : 'error'}","latencyMs":${Math.round(logged.latencyMs * 1000) / 1000},"row":`
    const error = logged.error === undefined ? '' : `,"error":${JSON.stringify(logged.error.slice(0, 1000))}`
    for (let row = 0; row < rows; row++) {
      const ts = isoTime(typeof eventTime === 'number' ? eventTime : (eventTime[row] ?? 0))
      const prediction = values ? numberText(values[offset + row]) : 'null'
      write(
        ts.slice(0, ts.indexOf('T')),
        `{"ts":"${ts}${tail}${row},"prediction":${prediction},"in":{${this.#inputsText(logged.inputs, rows, row)}},"keys":{${this.#keysText(logged.sent, row)}}${error}}\n`,
      )
    }
  }

  #inputsText({ numbers, texts }: AssembledInputs, rows: number, row: number): string {
    let text = ''
    for (const input of this.#inputs) {
      const at = input.at * rows + row
      text += input.prefix + (input.text ? textJson(texts[at]) : numberText(numbers[at]))
    }
    return text
  }

  #keysText(sent: SentValues, row: number): string {
    let text = ''
    for (const { prefix, column, bool } of this.#keys) {
      const value = sent[column]?.[row]
      if (value === undefined) continue
      text += (text === '' ? '' : ',') + prefix + (bool ? boolJson(value) : scalarJson(value))
    }
    return text
  }
}

const boolJson = (value: Scalar): string => (value === 1 ? 'true' : value === 0 ? 'false' : 'null')
const scalarJson = (value: Scalar): string => (typeof value === 'number' ? numberText(value) : textJson(value))
/** A missing text is logged as null, like a missing number. */
const textJson = (value: string | undefined): string => (value ? JSON.stringify(value) : 'null')

let lastMs = Number.NaN
let lastIso = ''
/** RFC 3339. Requests of one millisecond, and replayed requests of one hour, share the text. */
function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastMs = ms
    lastIso = new Date(ms).toISOString()
  }
  return lastIso
}
