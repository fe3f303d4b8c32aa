import { bucketOf } from './tallied-histogram.js'

/** Bounds of latencies in seconds. Fine around the few milliseconds in which small models answer. */
export const LATENCY_BOUNDS = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counts of one version in one role. Plain numbers, turned into metrics when these are asked for: each request passes here. */
export class Tally {
  /** Requests by HTTP status. */
  readonly codes = new Map<number, number>()
  rows = 0
  /** Observations up to each bound, not cumulative; the last is above all bounds. */
  readonly buckets = new Uint32Array(LATENCY_BOUNDS.length + 1)
  seconds = 0

  constructor(
    readonly version: string,
    readonly role: string,
  ) {}

  record(code: number, rows: number, seconds: number): void {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1)
    this.rows += rows
    this.seconds += seconds
    const bucket = bucketOf(LATENCY_BOUNDS, seconds)
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1
  }
}

/** Bounds of the rows of a batch. */
export const BATCH_BOUNDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

/** The runs of one version's model. */
export class BatchTally {
  /** As in Tally. */
  readonly buckets = new Uint32Array(BATCH_BOUNDS.length + 1)
  rows = 0

  constructor(readonly version: number) {}

  record(rows: number): void {
    this.rows += rows
    const bucket = bucketOf(BATCH_BOUNDS, rows)
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1
  }
}
