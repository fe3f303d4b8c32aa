import { randomUUID } from 'node:crypto'
import { assembleInputs, type FeatureLookup } from './assemble-inputs.js'
import type { Deployed, Serving } from './deployed.js'
import { HttpError } from './http-error.js'
import type { InFlight } from './in-flight.js'
import { parseInferRequest, readInputs } from './infer-request.js'
import { answerText, checkOutputs } from './infer-response.js'
import type { InferenceLog } from './inference-log.js'
import type { Metrics } from './metrics.js'
import { type Outcome, Prediction, type ReadRequest } from './prediction.js'
import { requestShare } from './request-hash.js'
import { chooseRoute, type Role } from './routing.js'

/** Rows that may wait for a version before requests are turned away, and before mirrors are left out. */
const MAX_QUEUED_ROWS = 20_000
const MAX_MIRRORED_ROWS = 5_000
const LOG_SALT = 0x7f4a7c15

export interface InferContext {
  readonly metrics: Metrics
  readonly inFlight: InFlight
  log(): InferenceLog | undefined
  /** Milliseconds since 1970. */
  now(): number
}

export interface CallerRequest {
  readonly body: string
  header(name: string): string | undefined
  /** Version in the path, if there is one. */
  readonly version: number | undefined
}

/** Called once, with the answer. */
export type Respond = (status: number, text: string, version: string | undefined) => void

/** Answers one inference request. @throws HttpError for a request that is not understood or cannot be taken now. */
export class Inference {
  readonly #context: InferContext

  constructor(context: InferContext) {
    this.#context = context
  }

  answer(serving: Serving, caller: CallerRequest, respond: Respond): void {
    const startedAt = performance.now()
    const request = parseInferRequest(caller.body)
    const id = request.id ?? randomUUID()
    const { config } = serving
    const choice = caller.version === undefined ? chooseRoute(config.route, id, caller.header) : addressed(serving, caller.version)
    const deployed = serving.deployed.get(choice.version)
    if (!deployed) throw new HttpError(503, `version ${choice.version} is not ready`)
    checkOutputs(deployed.format, request.outputs)
    if (deployed.served.queuedRows > MAX_QUEUED_ROWS) throw new HttpError(503, 'too many requests are waiting')

    const receivedMs = this.#context.now() + (config.clock?.offsetMs ?? 0)
    const read: ReadRequest = { id, request, receivedMs, eventTime: request.eventTime ?? receivedMs }
    this.#submit(serving, deployed, choice.role, read, startedAt, (prediction, outcome) => {
      if (outcome.answer) {
        const range = { offset: outcome.offset, rows: request.rows }
        respond(200, answerText(deployed.format, id, outcome.answer, range, request.outputs), deployed.label)
      } else respond(outcome.error.status, JSON.stringify({ error: outcome.error.message }), deployed.label)
      this.#record(serving, prediction, outcome)
      const mirror = choice.mirror === undefined ? undefined : serving.deployed.get(choice.mirror)
      if (mirror) setImmediate(() => this.#mirror(serving, mirror, read))
    })
  }

  #submit(
    serving: Serving,
    deployed: Deployed,
    role: Role,
    read: ReadRequest,
    startedAt: number,
    settled: (prediction: Prediction, outcome: Outcome) => void,
  ): void {
    const { inFlight, metrics } = this.#context
    const sent = readInputs(deployed.plan, read.request)
    const lookup: FeatureLookup = {
      store: serving.store,
      counted(view, found) {
        metrics.lookups.inc({ view })
        if (!found) metrics.missing.inc({ view })
      },
    }
    const inputs = assembleInputs(deployed.plan, sent, read.request.rows, read.eventTime, lookup)
    const prediction = new Prediction({ read, deployed, role, sent, inputs, startedAt }, (each, outcome) => {
      settled(each, outcome)
      inFlight.remove(each)
    })
    inFlight.add(prediction)
    deployed.served.submit(prediction)
  }

  /** The caller was answered: nothing that happens here is seen by anyone but the metrics and the log. */
  #mirror(serving: Serving, deployed: Deployed, read: ReadRequest): void {
    const { metrics } = this.#context
    if (deployed.served.queuedRows > MAX_MIRRORED_ROWS || deployed.served.state !== 'ready') {
      metrics.mirrorsDropped.inc({ version: deployed.label })
      return
    }
    try {
      this.#submit(serving, deployed, 'mirror', read, performance.now(), (prediction, outcome) =>
        this.#record(serving, prediction, outcome),
      )
    } catch (error) {
      // The other version takes inputs that this caller does not send.
      metrics.requests.inc({ version: deployed.label, role: 'mirror', code: error instanceof HttpError ? error.status : 500 })
    }
  }

  #record(serving: Serving, prediction: Prediction, outcome: Outcome): void {
    const { metrics } = this.#context
    const { deployed, role, read, startedAt, rows } = prediction
    const latencyMs = performance.now() - startedAt
    const version = deployed.label
    metrics.requests.inc({ version, role, code: outcome.error?.status ?? 200 })
    metrics.rows.inc({ version, role }, rows)
    metrics.duration.observe({ version, role }, latencyMs / 1000)
    const log = this.#context.log()
    const { mode, sampleRate } = serving.config.logger
    if (!log || mode === 'none' || requestShare(read.id, LOG_SALT) >= sampleRate) return
    deployed.encoder.encode(
      {
        id: read.id,
        version: deployed.served.version,
        role,
        rows,
        eventTime: read.eventTime,
        receivedMs: read.receivedMs,
        latencyMs,
        sent: prediction.sent,
        inputs: prediction.inputs,
        values: outcome.answer?.values,
        offset: outcome.answer ? outcome.offset : 0,
        error: outcome.error?.message,
      },
      (date, line) => log.append(date, line),
    )
  }
}

/** A version in the path is answered by that version, and never mirrored. */
function addressed({ config }: Serving, version: number) {
  return { version, role: version === config.route.primary ? ('primary' as const) : ('canary' as const), mirror: undefined }
}
