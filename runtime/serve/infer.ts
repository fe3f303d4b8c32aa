import { randomUUID } from 'node:crypto'
import { assembleInputs } from './assemble-inputs.js'
import type { Deployed, Serving } from './deployed.js'
import { HttpError } from './http-error.js'
import type { InFlight } from './in-flight.js'
import { firstValue, type InferRequest, readInputs } from './infer-request.js'
import { answerText, checkOutputs } from './infer-response.js'
import type { InferenceLog } from './inference-log.js'
import { LateQueue } from './late-queue.js'
import type { Metrics } from './metrics.js'
import { type Outcome, Prediction, type ReadRequest } from './prediction.js'
import { requestShare } from './request-hash.js'
import { RequestReader } from './request-reader.js'
import { chooseRoute, LOG_SALT, type Role, type RouteChoice, type SentBy } from './routing.js'
import { TurnQueue } from './turn-queue.js'

/** Rows that may wait for a version before requests are turned away, and before mirrors are left out. */
const MAX_QUEUED_ROWS = 20_000
const MAX_MIRRORED_ROWS = 5_000

export interface InferContext {
  readonly metrics: Metrics
  readonly inFlight: InFlight
  log(): InferenceLog | undefined
  /** Milliseconds since 1970. */
  now(): number
}

export interface CallerRequest {
  readonly serving: Serving
  readonly body: string
  /** When the request was there, of performance.now(). */
  readonly startedAt: number
  /** Version in the path, if there is one. */
  readonly version: number | undefined
  header(name: string): string | undefined
  /** Called once. */
  respond(status: number, text: string, version: string | undefined): void
  /** Called instead with an HttpError for a request that is not understood or cannot be taken now, or with a bug. */
  refuse(error: unknown): void
}

/** Answers inference requests, and sees to their mirrors, their log and their metrics. */
export class Inference {
  readonly #context: InferContext
  readonly #reader = new RequestReader()
  readonly #arrived = new TurnQueue<CallerRequest>((callers) => this.#take(callers))
  /** Counted and logged while the model runs the next batch. */
  readonly #finished = new LateQueue<Prediction>((prediction) => this.#finish(prediction))
  readonly #settled = (prediction: Prediction): void => this.#finished.push(prediction)

  constructor(context: InferContext) {
    this.#context = context
  }

  answer(caller: CallerRequest): void {
    this.#arrived.push(caller)
  }

  #take(callers: readonly CallerRequest[]): void {
    for (const caller of callers) {
      try {
        this.#predict(caller)
      } catch (error) {
        caller.refuse(error)
      }
    }
    // The batch leaves before that.
    setImmediate(() => this.#finished.run())
  }

  #predict(caller: CallerRequest): void {
    const { serving } = caller
    const { config } = serving
    const request = this.#reader.read(caller.body)
    const id = request.id ?? randomUUID()
    const choice =
      caller.version === undefined ? chooseRoute(config.route, id, sentBy(caller, request)) : addressed(serving, caller.version)
    const deployed = serving.deployed.get(choice.version)
    if (!deployed) throw new HttpError(503, `version ${choice.version} is not ready`)
    checkOutputs(deployed.format, request.outputs)
    if (deployed.served.queuedRows > MAX_QUEUED_ROWS) throw new HttpError(503, 'too many requests are waiting')

    const receivedMs = this.#context.now() + (config.clock?.offsetMs ?? 0)
    const read: ReadRequest = { id, request, receivedMs, eventTime: request.eventTime ?? receivedMs }
    this.#submit(serving, deployed, choice.role, read, caller.startedAt, (prediction, outcome) => {
      respond(caller, deployed, read, outcome)
      this.#finished.push(prediction)
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
    const sent = readInputs(deployed.plan, read.request)
    const inputs = assembleInputs(deployed.plan, sent, read.request.rows, read.eventTime, serving.features)
    const prediction = new Prediction(serving, deployed, role, read, sent, inputs, startedAt, settled)
    this.#context.inFlight.add(prediction)
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
      this.#submit(serving, deployed, 'mirror', read, performance.now(), this.#settled)
    } catch (error) {
      // The other version takes inputs that this caller does not send.
      metrics.tally(deployed.label, 'mirror').record(error instanceof HttpError ? error.status : 500, 0, 0)
    }
  }

  /** After the answer: counts and logs. */
  #finish(prediction: Prediction): void {
    const { inFlight, metrics, log } = this.#context
    const { deployed, role, read, outcome, latencyMs, rows } = prediction
    inFlight.remove(prediction)
    if (!outcome) return
    metrics.tally(deployed.label, role).record(outcome.error?.status ?? 200, rows, latencyMs / 1000)
    const file = log()
    const { mode, sampleRate } = prediction.serving.config.logger
    if (file && mode === 'all' && requestShare(read.id, LOG_SALT) < sampleRate) deployed.encoder.encode(prediction, outcome, file)
  }
}

function sentBy(caller: CallerRequest, request: InferRequest): SentBy {
  return { header: caller.header, input: (name) => firstValue(request, name) }
}

function respond(caller: CallerRequest, { format, label }: Deployed, { id, request }: ReadRequest, outcome: Outcome): void {
  if (outcome.answer) {
    const range = { offset: outcome.offset, rows: request.rows }
    caller.respond(200, answerText(format, id, outcome.answer, range, request.outputs), label)
  } else caller.respond(outcome.error.status, JSON.stringify({ error: outcome.error.message }), label)
}

/** A version in the path is answered by that version, and never mirrored. */
function addressed({ config }: Serving, version: number): RouteChoice {
  return { version, role: version === config.route.primary ? 'primary' : 'canary', mirror: undefined }
}
