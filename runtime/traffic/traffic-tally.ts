import type { TrafficReport } from '../../schema/generated/jobs.js'
import type { Answer } from './inference-client.js'

/** Counts what became of requests. */
export class TrafficTally {
  readonly #began = performance.now()
  readonly #latencies: number[] = []
  readonly #byVersion: Record<string, number> = {}
  #requests = 0
  #rows = 0
  #failed = 0
  #firstError: string | undefined

  get rows(): number {
    return this.#rows
  }

  get failed(): number {
    return this.#failed
  }

  /** Latencies count for answers, not for connections that came to nothing. */
  add(answer: Answer, rows: number, latencyMs: number): void {
    this.#requests++
    this.#rows += rows
    if (answer.ok || answer.status > 0) this.#latencies.push(latencyMs)
    if (!answer.ok) {
      this.#failed++
      this.#firstError ??= answer.error
    } else if (answer.version !== undefined) {
      this.#byVersion[answer.version] = (this.#byVersion[answer.version] ?? 0) + rows
    }
  }

  report(): TrafficReport {
    const sorted = Float64Array.from(this.#latencies).sort()
    /** Nearest rank: a latency that was measured. */
    const rank = (share: number): number => round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)
    return {
      requests: this.#requests,
      rows: this.#rows,
      failedRequests: this.#failed,
      seconds: round((performance.now() - this.#began) / 1000),
      ...(sorted.length > 0 ? { latencyMs: { p50: rank(0.5), p99: rank(0.99) } } : {}),
      byVersion: this.#byVersion,
      ...(this.#firstError === undefined ? {} : { firstError: this.#firstError }),
    }
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000
