import { type FactoryEvent, type JobRecord, type ModelVersion, Store } from '../store/store.js'

/** Counts everything that a reconciler does to the world, and kills it at one of these points, as `kill -9` does. */
export class CrashPoints {
  /** The names of the points that were passed. */
  readonly passed: string[] = []
  /** Where it was killed, once it was. */
  crashedAt: string | undefined
  readonly #fatal: number

  /** @param fatal Number of the point to crash at, from 0; none where it is never reached. */
  constructor(fatal: number) {
    this.#fatal = fatal
  }

  /** A dead reconciler does nothing more. */
  pass(name: string): void {
    if (this.passed.length === this.#fatal) this.crashedAt ??= name
    if (this.crashedAt !== undefined) throw new Error(`the reconciler was killed at ${this.crashedAt}`)
    this.passed.push(name)
  }
}

/**
 * A store that may be cut off before each write; after one is before the next. What a transaction writes is there as a whole
 * or not at all, so that before it is the one point that it has.
 */
export class CrashingStore extends Store {
  readonly #points: CrashPoints
  #within = false

  constructor(path: string, points: CrashPoints) {
    super(path)
    this.#points = points
  }

  #point(name: string): void {
    if (!this.#within) this.#points.pass(name)
  }

  override transaction<T>(body: () => T): T {
    this.#point('transaction')
    this.#within = true
    try {
      return super.transaction(body)
    } finally {
      this.#within = false
    }
  }

  override putDocument(kind: string, name: string, value: unknown): void {
    this.#point(`document ${kind}`)
    super.putDocument(kind, name, value)
  }

  override putJob(job: JobRecord): void {
    this.#point(`job ${job.kind} ${job.state}`)
    super.putJob(job)
  }

  override putVersion(version: ModelVersion): void {
    this.#point(`version ${version.version} ${version.state}`)
    super.putVersion(version)
  }

  override setAlias(model: string, alias: string, version: number | undefined): void {
    this.#point(`alias ${alias}`)
    super.setAlias(model, alias, version)
  }

  override addEvent(event: Omit<FactoryEvent, 'id'>): FactoryEvent {
    this.#point(`event ${event.kind}`)
    return super.addEvent(event)
  }

  override putReport(monitor: string, at: number, report: unknown): void {
    this.#point('report')
    super.putReport(monitor, at, report)
  }
}
