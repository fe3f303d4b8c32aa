import type { ModelManifest } from '../../schema/generated/jobs.js'

/** What a version is loaded from. */
export interface ModelSource {
  readonly dir: string
  /** sha256 that model.onnx must have. */
  readonly digest: string
}

/** What a worker thread is started with. */
export interface WorkerInit extends ModelSource {
  /** Memory of the batch channel. */
  readonly memory: SharedArrayBuffer
}

/** Rows of several requests for one run of the model. Numbers and texts are column by column, in the manifest's order of each kind. */
export interface BatchMessage {
  readonly rows: number
  readonly numbers: Float64Array
  readonly texts: readonly string[]
}

/** As Predictions of runtime/model: one value for each row, and the rows' probabilities where the model is multiclass. */
export interface Answer {
  readonly values: Float64Array
  readonly probabilities?: Float64Array
}

/** ONNX element type of the output, which decides the datatype of the answer. */
export type OutputType = 'float32' | 'float64'

/** What a worker posts. Answers come this way only where they are too large for the batch channel. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly manifest: ModelManifest; readonly outputType: OutputType }
  /** Loading failed; the thread ends. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'error'; readonly message: string }
