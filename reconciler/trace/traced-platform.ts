import { createHash } from 'node:crypto'
import type { Platform } from '../platforms/platform.js'
import { correlation } from './correlation.js'
import type { Tracer } from './span.js'

export interface TracedOptions {
  readonly tracer: Tracer
  /** What is in force now. */
  readonly inForce: () => { readonly factory: string; readonly revision: string } | undefined
  /** Milliseconds since the epoch, by the clock of the system. */
  readonly now?: () => number
}

/** A platform that notes each job that it runs as a span of the commit in force. What was run before and is used again is none. */
export function tracedPlatform(platform: Platform, { tracer, inForce, now = Date.now }: TracedOptions): Platform {
  return {
    artifactDir: (digest) => platform.artifactDir(digest),
    fileDigest: (artifact, file) => platform.fileDigest(artifact, file),
    fingerprint: (source) => platform.fingerprint(source),
    serve: (desired) => platform.serve(desired),
    flushLog: (endpoint) => platform.flushLog(endpoint),
    stopServer: (endpoint) => platform.stopServer(endpoint),
    close: () => platform.close(),
    async run(request, onProgress) {
      const [startedAt, current] = [now(), inForce()]
      let ran = true
      const record = await platform.run(request, (progress) => {
        if (progress.state === 'cached') ran = false
        onProgress(progress)
      })
      if (!current || !ran) return record
      const { traceId, spanId } = correlation(current.factory, current.revision)
      const { kind } = request.spec
      tracer.end({
        traceId,
        spanId: createHash('sha256').update(`${traceId} ${request.key} ${startedAt}`).digest('hex').slice(0, 16),
        parentSpanId: spanId,
        name: `${kind} ${request.subject}`,
        startedAt,
        endedAt: now(),
        attributes: {
          'aifactory.factory': current.factory,
          'aifactory.revision': current.revision,
          'aifactory.job.kind': kind,
          'aifactory.job.subject': request.subject,
          'aifactory.job.key': request.key,
          'aifactory.job.attempts': record.attempts,
        },
        ...(record.state === 'failed' ? { error: `${record.error?.code ?? ''} ${record.error?.message ?? ''}`.trim() } : {}),
      })
      return record
    },
  }
}
