import type { ModelManifest } from '../../schema/generated/jobs.js'
import { HttpError } from './http-error.js'
import type { Answer, OutputType } from './worker-protocol.js'

export interface OutputTensor {
  readonly name: string
  readonly datatype: 'FP32' | 'FP64' | 'BYTES'
  readonly shape: readonly number[]
}

/** The outputs of a model: probability, prediction, or prediction (the class) and probabilities. -1 stands for the rows. */
export function modelOutputs({ task, output }: ModelManifest, type: OutputType): OutputTensor[] {
  const datatype = type === 'float32' ? 'FP32' : 'FP64'
  if (task === 'binary_classification') return [{ name: 'probability', datatype, shape: [-1] }]
  if (task !== 'multiclass_classification') return [{ name: 'prediction', datatype, shape: [-1] }]
  return [
    { name: 'prediction', datatype: 'BYTES', shape: [-1] },
    { name: 'probabilities', datatype, shape: [-1, output.columns] },
  ]
}

export interface AnswerFormat {
  /** The start of each answer, up to the id's value. */
  readonly head: string
  readonly outputs: readonly OutputTensor[]
  readonly classes: readonly string[]
}

export function answerFormat(model: string, version: number, manifest: ModelManifest, type: OutputType): AnswerFormat {
  const classes = manifest.output.classes ?? Array.from({ length: manifest.output.columns }, (_, i) => String(i))
  return {
    head: `{"model_name":${JSON.stringify(model)},"model_version":"${version}","id":`,
    outputs: modelOutputs(manifest, type),
    classes: classes.map((name) => JSON.stringify(name)),
  }
}

/** @throws HttpError 400 for an output that the model lacks. */
export function checkOutputs({ outputs }: AnswerFormat, asked: readonly string[] | undefined): void {
  const unknown = asked?.find((name) => !outputs.some((output) => output.name === name))
  if (unknown === undefined) return
  throw new HttpError(400, `unknown output "${unknown.slice(0, 100)}"; this model gives ${outputs.map(({ name }) => name).join(', ')}`)
}

/** The body of an answer. Rows are those of answer from offset on. A value that is no number becomes null. */
export function answerText(
  format: AnswerFormat,
  id: string,
  answer: Answer,
  range: { offset: number; rows: number },
  asked: readonly string[] | undefined,
): string {
  let text = `${format.head}${JSON.stringify(id)},"outputs":[`
  let separator = ''
  for (const output of format.outputs) {
    if (asked && !asked.includes(output.name)) continue
    const shape = output.shape.length === 1 ? range.rows : `${range.rows},${output.shape[1]}`
    text += `${separator}{"name":"${output.name}","datatype":"${output.datatype}","shape":[${shape}],"data":[${dataText(format, output, answer, range)}]}`
    separator = ','
  }
  return `${text}]}`
}

function dataText(
  { classes }: AnswerFormat,
  output: OutputTensor,
  answer: Answer,
  { offset, rows }: { offset: number; rows: number },
): string {
  if (output.name === 'probabilities' && answer.probabilities) {
    const columns = output.shape[1] ?? 1
    return numbersText(answer.probabilities.subarray(offset * columns, (offset + rows) * columns))
  }
  if (output.datatype === 'BYTES') {
    return Array.from(answer.values.subarray(offset, offset + rows), (index) => classes[index] ?? 'null').join()
  }
  return rows === 1 ? numberText(answer.values[offset]) : numbersText(answer.values.subarray(offset, offset + rows))
}

function numbersText(values: Float64Array): string {
  return Array.from(values, numberText).join()
}

export function numberText(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? 'null' : String(value)
}
