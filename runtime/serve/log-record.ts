import type { AssembledInputs } from './assemble-inputs.js'
import type { SentValues } from './infer-request.js'
import { numberText } from './infer-response.js'
import type { InputPlan } from './input-plan.js'
import { jsonText } from './json-text.js'
import type { Outcome, ReadRequest } from './prediction.js'
import type { Role } from './routing.js'
import type { Scalar } from './tensor-column.js'

/** What is logged of one version's prediction of a request's rows. */
export interface LoggedPrediction {
  readonly read: ReadRequest
  readonly role: Role
  readonly rows: number
  readonly latencyMs: number
  readonly sent: SentValues
  readonly inputs: AssembledInputs
}

export interface LineSink {
  append(date: string, line: string): void
}

/** Writes InferenceLogRecords as text by hand: JSON.stringify of the same records takes three times as long. */
export class LogEncoder {
  readonly #inputs: readonly { prefix: string; at: number; text: boolean }[]
  readonly #keys: readonly { prefix: string; column: number; bool: boolean }[]
  readonly #version: number

  constructor(version: number, plan: InputPlan) {
    this.#version = version
    const slots = [
      ...plan.numbers.map(({ name }, at) => ({ name, at, text: false })),
      ...plan.texts.map(({ name }, at) => ({ name, at, text: true })),
    ]
    this.#inputs = slots.map(({ name, at, text }, i) => ({ at, text, prefix: `${i > 0 ? ',' : ''}${JSON.stringify(name)}:` }))
    this.#keys = plan.keys.map((column) => {
      const { name, type } = plan.sent[column] ?? {}
      return { prefix: `${JSON.stringify(name)}:`, column, bool: type === 'bool' }
    })
  }

  /** Appends one line for each row, under the date of its event time. */
  encode({ read, role, rows, latencyMs, sent, inputs }: LoggedPrediction, outcome: Outcome, sink: LineSink): void {
    const { eventTime } = read
    const tail =
      `","received":"${isoTime(read.receivedMs)}","id":${JSON.stringify(read.id)},"version":${this.#version},"role":"${role}",` +
      `"status":"${outcome.answer ? 'ok' : 'error'}","latencyMs":${Math.round(latencyMs * 1000) / 1000},"row":`
    const error = outcome.error ? `,"error":${JSON.stringify(outcome.error.message.slice(0, 1000))}` : ''
    for (let row = 0; row < rows; row++) {
      const ts = isoTime(typeof eventTime === 'number' ? eventTime : (eventTime[row] ?? 0))
      const prediction = outcome.answer ? numberText(outcome.answer.values[outcome.offset + row]) : 'null'
      sink.append(
        ts.slice(0, ts.indexOf('T')),
        `{"ts":"${ts}${tail}${row},"prediction":${prediction},"in":{${this.#inputsText(inputs, rows, row)}},"keys":{${this.#keysText(sent, rows, row)}}${error}}\n`,
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

  #keysText(sent: SentValues, rows: number, row: number): string {
    let text = ''
    for (const { prefix, column, bool } of this.#keys) {
      const value = sent[column * rows + row]
      if (value === undefined) continue
      text += (text === '' ? '' : ',') + prefix + (bool ? boolJson(value) : scalarJson(value))
    }
    return text
  }
}

const boolJson = (value: Scalar): string => (value === 1 ? 'true' : value === 0 ? 'false' : 'null')
const scalarJson = (value: Scalar): string => (typeof value === 'number' ? numberText(value) : textJson(value))
/** A missing text is logged as null, like a missing number. */
const textJson = (value: string | undefined): string => (value ? jsonText(value) : 'null')

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
