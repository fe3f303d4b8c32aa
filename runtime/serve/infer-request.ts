import { HttpError } from './http-error.js'
import type { InputPlan } from './input-plan.js'
import { parseRfc3339 } from './rfc3339.js'
import { readColumn, type Scalar } from './tensor-column.js'

/** Most rows of one request. */
export const MAX_ROWS = 10_000
const MAX_ID_LENGTH = 256

/** A request whose envelope was checked; its tensors are checked against the version that answers. */
export interface InferRequest {
  readonly id: string | undefined
  readonly inputs: readonly Tensor[]
  readonly rows: number
  /** Names of the outputs asked for, or undefined for all. */
  readonly outputs: readonly string[] | undefined
  /** Event time in milliseconds: of all rows, of each row, or the time of the request. */
  readonly eventTime: number | readonly number[] | undefined
  /** The inputs in the plan's order, where they can be had without reading them one by one. */
  sent?(plan: InputPlan): SentValues | undefined
}

export interface Tensor {
  readonly name: string
  readonly datatype?: unknown
  readonly data?: unknown
}

/** What the caller sent, column by column in the plan's order: row r of column c at c * rows + r. A column that need not be sent may be undefined. */
export type SentValues = readonly (Scalar | undefined)[]

/**
 * Parses the body of an inference request of the Open Inference Protocol v2 in JSON. Own properties only: `__proto__` in
 * the text is a name like any other.
 * @throws HttpError 400
 */
export function parseInferRequest(text: string): InferRequest {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    const hint = /\b(NaN|Infinity)\b/.test(text) ? ' (JSON has no NaN: send null for a missing value)' : ''
    throw new HttpError(400, `the body is not JSON: ${error instanceof Error ? error.message : error}${hint}`)
  }
  if (!isObject(body)) throw new HttpError(400, 'the body must be a JSON object')
  const { id, inputs, outputs, parameters } = body
  if (id !== undefined && (typeof id !== 'string' || id.length === 0 || id.length > MAX_ID_LENGTH)) {
    throw new HttpError(400, `id must be a text of 1 to ${MAX_ID_LENGTH} characters`)
  }
  if (!Array.isArray(inputs) || inputs.length === 0) throw new HttpError(400, 'inputs must be a list of one tensor or more')
  const first: unknown = inputs[0]
  const rows = isObject(first) && Array.isArray(first.shape) ? first.shape[0] : undefined
  if (typeof rows !== 'number' || !Number.isInteger(rows) || rows < 1) {
    throw new HttpError(400, 'inputs[0].shape must be [n] or [n, 1] with n rows, at least one')
  }
  if (rows > MAX_ROWS) throw new HttpError(400, `a request may have at most ${MAX_ROWS} rows, not ${rows}`)
  for (let i = 0; i < inputs.length; i++) checkTensor(inputs[i], i, rows)
  return {
    id: id as string | undefined,
    inputs: inputs as Tensor[],
    rows,
    outputs: outputs === undefined ? undefined : outputNames(outputs),
    eventTime: parameters === undefined ? undefined : readEventTime(parameters, rows),
  }
}

function checkTensor(tensor: unknown, i: number, rows: number): void {
  if (!isObject(tensor) || typeof tensor.name !== 'string') throw new HttpError(400, `inputs[${i}] must be a tensor with a name`)
  const { shape } = tensor
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
    throw new HttpError(400, `input "${tensor.name}": shape must be [n] or [n, 1]`)
  }
  if (shape[0] !== rows) throw new HttpError(400, `input "${tensor.name}" has ${JSON.stringify(shape[0])} rows, the first input ${rows}`)
}

/**
 * Picks what one version needs from a request's tensors.
 * @throws HttpError 400 that names the input which is missing, unknown or sent twice.
 */
export function readInputs(plan: InputPlan, request: InferRequest): SentValues {
  const known = request.sent?.(plan)
  if (known) return known
  const { inputs, rows } = request
  const { sent } = plan
  const values = new Array<Scalar | undefined>(sent.length * rows).fill(undefined)
  let found = 0
  for (const tensor of inputs) {
    const at = plan.index.get(tensor.name)
    const column = at === undefined ? undefined : sent[at]
    if (at === undefined || !column) {
      if (plan.ignored.has(tensor.name)) continue
      throw new HttpError(400, `unknown input ${JSON.stringify(tensor.name.slice(0, 100))}; ${takes(plan)}`)
    }
    if (values[at * rows] !== undefined) throw new HttpError(400, `input "${tensor.name}" is there twice`)
    readColumn(column, tensor, rows, values, at * rows)
    found++
  }
  if (found < sent.length) {
    const missing = sent.filter((column, i) => column.required && values[i * rows] === undefined)
    if (missing.length > 0) throw new HttpError(400, `missing input ${missing.map(({ name }) => `"${name}"`).join(', ')}; ${takes(plan)}`)
  }
  return values
}

/** The first row's value of an input as text; undefined where it is not there or missing. */
export function firstValue({ inputs }: InferRequest, name: string): string | undefined {
  const data = inputs.find((input) => input.name === name)?.data
  const [value] = Array.isArray(data) ? (data.flat(1) as unknown[]) : []
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function takes({ sent }: InputPlan): string {
  return `this model takes ${sent.map(({ name, required }) => (required ? name : `${name} (optional)`)).join(', ')}`
}

function outputNames(outputs: unknown): string[] {
  if (!Array.isArray(outputs)) throw new HttpError(400, 'outputs must be a list')
  return outputs.map((output: unknown) => {
    if (isObject(output) && typeof output.name === 'string') return output.name
    throw new HttpError(400, 'each of outputs must have a name')
  })
}

function readEventTime(parameters: unknown, rows: number): number | number[] | undefined {
  if (!isObject(parameters)) throw new HttpError(400, 'parameters must be an object')
  const { event_timestamp: value } = parameters
  if (value === undefined) return undefined
  if (!Array.isArray(value)) return time(value)
  if (value.length !== rows) throw new HttpError(400, `parameters.event_timestamp has ${value.length} times for ${rows} rows`)
  return value.map(time)
}

function time(value: unknown): number {
  const millis = typeof value === 'string' ? parseRfc3339(value) : undefined
  if (millis !== undefined) return millis
  throw new HttpError(400, `parameters.event_timestamp: ${JSON.stringify(value)?.slice(0, 60)} is not a time such as 2013-06-01T12:00:00Z`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
