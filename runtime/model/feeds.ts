import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ModelManifest } from '../../schema/generated/jobs.js'

/** Values of one column, one for each row. null and undefined are missing. */
export type ColumnValues = ArrayLike<number | string | boolean | bigint | null | undefined>

export type ModelInput = ModelManifest['inputs'][number]

/** The elements of one input's tensor of shape [rows, 1]. */
export type FeedData = Float32Array | BigInt64Array | string[]

/** What a model answered, one value for each row. */
export interface Predictions {
  /** Binary: the probability of the positive class. Multiclass: the index of the most probable class. Otherwise the value. */
  readonly values: Float64Array
  /** Multiclass only: probabilities, row by row, shape [rows, classes]. */
  readonly probabilities?: Float64Array
}

/** A tensor as ONNX Runtime gives it back, as far as reading it needs. */
export interface OutputTensor {
  readonly data: ArrayLike<unknown>
  readonly dims: readonly number[]
}

/**
 * The elements of one input. A missing number is NaN and a missing text is empty, as the model manifest says.
 * A Float32Array is passed on without a copy.
 * @throws AIFactoryError AF7316 where a value does not fit the input.
 */
export function feedData(input: ModelInput, values: ColumnValues, rows: number): FeedData {
  if (values.length !== rows) {
    throw new AIFactoryError('AF7316', `input ${input.name} has ${values.length} values for ${rows} rows`)
  }
  if (input.datatype === 'float32') return values instanceof Float32Array ? values : floats(input, values, rows)
  return input.datatype === 'string' ? texts(values, rows) : integers(input, values, rows)
}

function floats(input: ModelInput, values: ColumnValues, rows: number): Float32Array {
  const data = new Float32Array(rows)
  for (let i = 0; i < rows; i++) {
    const value = values[i]
    if (typeof value === 'number') data[i] = value
    else if (value === null || value === undefined) data[i] = Number.NaN
    else if (typeof value === 'string') throw misfit(input, value)
    else data[i] = Number(value)
  }
  return data
}

function texts(values: ColumnValues, rows: number): string[] {
  const data = new Array<string>(rows)
  for (let i = 0; i < rows; i++) {
    const value = values[i]
    data[i] = typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value)
  }
  return data
}

function integers(input: ModelInput, values: ColumnValues, rows: number): BigInt64Array {
  const data = new BigInt64Array(rows)
  for (let i = 0; i < rows; i++) {
    const value = values[i]
    if (typeof value === 'bigint') data[i] = value
    else if (typeof value === 'boolean') data[i] = value ? 1n : 0n
    else if (typeof value === 'number' && Number.isInteger(value)) data[i] = BigInt(value)
    else throw misfit(input, value)
  }
  return data
}

function misfit(input: ModelInput, value: unknown): AIFactoryError {
  const missing = value === null || value === undefined
  return new AIFactoryError(
    'AF7316',
    `input ${input.name} takes ${input.datatype}, not ${missing ? 'a missing value' : JSON.stringify(value)}`,
    {
      hint: missing ? 'An int64 input has no missing value; declare it float32 in model.json and let the graph impute NaN.' : undefined,
    },
  )
}

/**
 * Reads the output that holds the prediction. Binary tasks take [n], [n,1] or [n,2] (then column 1), multiclass [n,k], others [n] or [n,1].
 * @throws AIFactoryError AF7315 where the output has another shape or no numbers.
 */
export function readPredictions(manifest: ModelManifest, output: OutputTensor, rows: number): Predictions {
  const { dims, data } = output
  const columns = dims.length < 2 ? 1 : (dims[1] ?? 0)
  const multiclass = manifest.task === 'multiclass_classification'
  const allowed = multiclass ? columns >= 2 : columns === 1 || (columns === 2 && manifest.task === 'binary_classification')
  if (dims[0] !== rows || dims.length > 2 || !allowed || data.length !== rows * columns) {
    throw new AIFactoryError(
      'AF7315',
      `output ${manifest.output.name} has shape [${dims.join(', ')}] for ${rows} rows of a ${manifest.task} model`,
      {
        hint: 'Binary models answer [n], [n,1] or [n,2]; multiclass [n,k]; regression [n] or [n,1].',
      },
    )
  }
  if (typeof data[0] === 'string') throw new AIFactoryError('AF7315', `output ${manifest.output.name} holds text, not numbers`)
  return multiclass ? readClasses(data, rows, columns) : { values: readColumn(data, rows, columns) }
}

/** The last column: column 1 of [n,2], the only one otherwise. */
function readColumn(data: ArrayLike<unknown>, rows: number, columns: number): Float64Array {
  const values = new Float64Array(rows)
  for (let i = 0, at = columns - 1; i < rows; i++, at += columns) values[i] = Number(data[at])
  return values
}

/** NaN in a row makes its class NaN, so that it is noticed. */
function readClasses(data: ArrayLike<unknown>, rows: number, columns: number): Predictions {
  const probabilities = new Float64Array(rows * columns)
  const values = new Float64Array(rows)
  for (let i = 0, at = 0; i < rows; i++) {
    let best = Number.NEGATIVE_INFINITY
    let index = Number.NaN
    for (let k = 0; k < columns; k++, at++) {
      const p = Number(data[at])
      probabilities[at] = p
      if (p > best) {
        best = p
        index = k
      }
    }
    values[i] = index
  }
  return { values, probabilities }
}
