/** One piece of work, as OpenTelemetry has it. Times are milliseconds since the epoch, by the clock of the system. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startedAt: number
  readonly endedAt: number
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  /** Why it failed; absent where it did not. */
  readonly error?: string
}

/** Takes spans that have ended. Work never waits for it, or fails with it. */
export interface Tracer {
  end(span: Span): void
  /** Sends what has not been sent. */
  close(): Promise<void>
}
