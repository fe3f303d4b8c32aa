import type { BatchJob } from './batcher.js'
import type { Answer, BatchMessage } from './worker-protocol.js'

/** Rows of one request on their way through the model, encoded as in BatchMessage. */
export interface InferenceJob extends BatchJob {
  readonly numbers: readonly number[]
  readonly texts: readonly string[]
  alone: boolean
  /** How often a worker died under it. */
  crashes: number
  /** Called once, unless the job was cancelled. offset is the index of the job's first row in the answer. */
  answered(answer: Answer, offset: number): void
  failed(message: string): void
}

/** Puts the rows of several jobs behind one another, column by column. */
export function encodeBatch(jobs: readonly InferenceJob[], rows: number, columns: { numbers: number; texts: number }): BatchMessage {
  const numbers = new Float64Array(columns.numbers * rows)
  const [only] = jobs
  if (only && jobs.length === 1) {
    numbers.set(only.numbers)
    return { rows, numbers, texts: only.texts }
  }
  const texts = new Array<string>(columns.texts * rows)
  let start = 0
  for (const job of jobs) {
    const count = job.rows
    for (let column = 0, from = 0; column < columns.numbers; column++) {
      for (let row = 0, to = column * rows + start; row < count; row++) numbers[to++] = job.numbers[from++] ?? Number.NaN
    }
    for (let column = 0, from = 0; column < columns.texts; column++) {
      for (let row = 0, to = column * rows + start; row < count; row++) texts[to++] = job.texts[from++] ?? ''
    }
    start += count
  }
  return { rows, numbers, texts }
}
