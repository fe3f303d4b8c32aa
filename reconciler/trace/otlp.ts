import type { Span } from './span.js'

/** Spans as the body of `POST /v1/traces` in OTLP's JSON (opentelemetry-proto, ExportTraceServiceRequest). */
export function otlpBody(spans: readonly Span[], service: string): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: [attribute('service.name', service)] },
        scopeSpans: [{ scope: { name: 'aifactory' }, spans: spans.map(otlpSpan) }],
      },
    ],
  }
}

const INTERNAL = 1
const OK = 1
const ERROR = 2

function otlpSpan({ traceId, spanId, parentSpanId, name, startedAt, endedAt, attributes, error }: Span): object {
  return {
    traceId,
    spanId,
    ...(parentSpanId ? { parentSpanId } : {}),
    name,
    kind: INTERNAL,
    startTimeUnixNano: nanos(startedAt),
    endTimeUnixNano: nanos(endedAt),
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    status: error === undefined ? { code: OK } : { code: ERROR, message: error },
  }
}

/** 64 bits do not fit a number of JSON, so they are texts. */
const nanos = (millis: number): string => `${Math.round(millis)}000000`

function attribute(key: string, value: string | number | boolean): object {
  if (typeof value === 'string') return { key, value: { stringValue: value } }
  if (typeof value === 'boolean') return { key, value: { boolValue: value } }
  return { key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }
}
