import type { AssembledInputs } from './assemble-inputs.js'
import type { Deployed } from './deployed.js'
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
  cancelled = false
  older: Flight | undefined = undefined
  newer: Flight | undefined = undefined
  readonly startedAt: number
  readonly read: ReadRequest
  readonly deployed: Deployed
  readonly role: Role
  readonly sent: SentValues
  readonly inputs: AssembledInputs
  readonly #settled: (prediction: Prediction, outcome: Outcome) => void

  constructor(
    parts: { read: ReadRequest; deployed: Deployed; role: Role; sent: SentValues; inputs: AssembledInputs; startedAt: number },
    settled: (prediction: Prediction, outcome: Outcome) => void,
  ) {
    this.read = parts.read
    this.deployed = parts.deployed
    this.role = parts.role
    this.sent = parts.sent
    this.inputs = parts.inputs
    this.startedAt = parts.startedAt
    this.rows = parts.read.request.rows
    this.numbers = parts.inputs.numbers
    this.texts = parts.inputs.texts
    this.#settled = settled
  }

  answered(answer: Answer, offset: number): void {
    this.#settled(this, { answer, offset })
  }

  failed(message: string): void {
    this.#settled(this, { error: { status: 500, message } })
  }

  /** Gives up waiting: whatever the model still answers is not heard. */
  cancel(status: number, message: string): void {
    if (this.cancelled) return
    this.cancelled = true
    this.#settled(this, { error: { status, message } })
  }
}
