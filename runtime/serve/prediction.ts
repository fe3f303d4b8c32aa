import type { AssembledInputs } from './assemble-inputs.js'
import type { Deployed, Serving } from './deployed.js'
import type { Flight } from './in-flight.js'
import type { InferRequest, SentValues } from './infer-request.js'
import type { InferenceJob } from './inference-job.js'
import type { Role } from './routing.js'
import type { Answer } from './worker-protocol.js'

/** A request as it was read, whichever versions predict it. */
export interface ReadRequest {
  readonly id: string
  readonly request: InferRequest
  readonly eventTime: number | readonly number[]
  /** Milliseconds since 1970, by the endpoint's clock. */
  readonly receivedMs: number
}

export type Outcome =
  | { readonly answer: Answer; readonly offset: number; readonly error?: undefined }
  | { readonly answer?: undefined; readonly error: { readonly status: number; readonly message: string } }

/** One version's prediction of a request's rows, from its submission to its outcome, which comes once. */
export class Prediction implements InferenceJob, Flight {
  readonly rows: number
  readonly numbers: readonly number[]
  readonly texts: readonly string[]
  alone = false
  crashes = 0
  /** Nobody waits for the answer any more. */
  cancelled = false
  older: Flight | undefined = undefined
  newer: Flight | undefined = undefined
  outcome: Outcome | undefined = undefined
  /** Milliseconds from startedAt to the outcome. */
  latencyMs = 0
  readonly #settled: (prediction: Prediction, outcome: Outcome) => void

  constructor(
    readonly serving: Serving,
    readonly deployed: Deployed,
    readonly role: Role,
    readonly read: ReadRequest,
    readonly sent: SentValues,
    readonly inputs: AssembledInputs,
    /** Of performance.now(). */
    readonly startedAt: number,
    settled: (prediction: Prediction, outcome: Outcome) => void,
  ) {
    this.rows = read.request.rows
    this.numbers = inputs.numbers
    this.texts = inputs.texts
    this.#settled = settled
  }

  answered(answer: Answer, offset: number): void {
    this.#settle({ answer, offset })
  }

  failed(message: string): void {
    this.#settle({ error: { status: 500, message } })
  }

  /** Gives up waiting: whatever the model still answers is not heard. */
  cancel(status: number, message: string): void {
    if (this.outcome) return
    this.cancelled = true
    this.#settle({ error: { status, message } })
  }

  #settle(outcome: Outcome): void {
    this.outcome = outcome
    this.latencyMs = performance.now() - this.startedAt
    this.#settled(this, outcome)
  }
}
