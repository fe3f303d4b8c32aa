import { type HttpPost, postJson } from '../notify/http-post.js'
import { otlpBody } from './otlp.js'
import type { Span, Tracer } from './span.js'

export interface OtlpTracerOptions {
  /** The whole address of the collector, with /v1/traces. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly service?: string
  readonly onProblem: (message: string) => void
  readonly post?: HttpPost
  /** How long spans are gathered, in milliseconds. */
  readonly everyMs?: number
}

const EVERY_MS = 5_000
/** More than these wait for a collector that does not answer, the oldest are left out. */
const MOST_WAITING = 2_000

/** Sends spans to a collector of OpenTelemetry over HTTP, a batch at a time. */
export class OtlpTracer implements Tracer {
  readonly #options: OtlpTracerOptions
  #waiting: Span[] = []
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> = Promise.resolve()
  #told = false

  constructor(options: OtlpTracerOptions) {
    this.#options = options
  }

  /** As the environment says (OTEL_EXPORTER_OTLP_ENDPOINT and others, by OpenTelemetry's specification); undefined where it does not. */
  static fromEnvironment(
    environment: Readonly<Record<string, string | undefined>>,
    onProblem: (message: string) => void,
  ): OtlpTracer | undefined {
    const base = environment.OTEL_EXPORTER_OTLP_ENDPOINT
    const url = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/\/$/, '')}/v1/traces`)
    if (!url || environment.OTEL_SDK_DISABLED === 'true' || environment.OTEL_TRACES_EXPORTER === 'none') return undefined
    const headers = headersOf(environment.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? environment.OTEL_EXPORTER_OTLP_HEADERS ?? '')
    return new OtlpTracer({ url, headers, service: environment.OTEL_SERVICE_NAME, onProblem })
  }

  end(span: Span): void {
    this.#waiting = [...this.#waiting, span].slice(-MOST_WAITING)
    this.#timer ??= setTimeout(() => void this.#send(), this.#options.everyMs ?? EVERY_MS).unref()
  }

  async close(): Promise<void> {
    await this.#send()
  }

  /** One batch after another: what could not be sent is in the next. */
  #send(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sending = this.#sending.then(() => this.#sendNow())
    return this.#sending
  }

  async #sendNow(): Promise<void> {
    const spans = this.#waiting
    if (spans.length === 0) return
    this.#waiting = []
    const { url, headers, service = 'aifactory', post = postJson, onProblem } = this.#options
    try {
      await post({ url, headers, body: otlpBody(spans, service) })
      this.#told = false
    } catch (error) {
      this.#waiting = [...spans, ...this.#waiting].slice(-MOST_WAITING)
      if (!this.#told) onProblem(`traces are not delivered: ${error instanceof Error ? error.message : String(error)}`)
      this.#told = true
    }
  }
}

/** `name=value,name=value`, percent-encoded. */
function headersOf(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((part) => {
    const at = part.indexOf('=')
    return at > 0 ? [[part.slice(0, at).trim(), decodeURIComponent(part.slice(at + 1).trim())] as const] : []
  })
  return Object.fromEntries(pairs)
}
