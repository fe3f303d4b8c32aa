import { digestOf } from '../../schema/digest.js'
import type { JobError, JobResult, JobSpec, SourceDefinition } from '../../schema/generated/jobs.js'
import type { DesiredServer, JobProgress, JobRequest, Platform, RunningServer, UnplacedJob } from '../platforms/platform.js'
import type { JobRecord, Store } from '../store/store.js'
import { type JobAnswer, type JobScript, plainAnswer } from './job-script.js'

/** What outlives a reconciler: files, artifacts, servers, and what has happened so far. */
export class FakeMachine {
  /** Content of each source's files, in one word. */
  readonly files: Record<string, string> = { trips: 'trips-1' }
  readonly artifacts = new Set<string>()
  readonly servers = new Map<string, { desired: DesiredServer; generation: number }>()
  /** Jobs that ran, in order; those answered from the store are not among them. */
  readonly ran: JobRequest[] = []
  /** Every route that a server was given, in order. */
  readonly routes: DesiredServer['route'][] = []
  script: JobScript = {}

  /** The kinds of jobs that ran since the last time. */
  #seen = 0
  newlyRan(): JobSpec['kind'][] {
    const kinds = this.ran.slice(this.#seen).map(({ spec }) => spec.kind)
    this.#seen = this.ran.length
    return kinds
  }
}

/** Called before each thing that a platform does, under its name. */
export type Step = (name: string) => void

/** A platform whose jobs answer from a script. As the embedded one does, it keeps the outcome of each key in the store. */
export class FakePlatform implements Platform {
  readonly #store: Store
  readonly #machine: FakeMachine
  readonly #step: Step
  readonly #inFlight = new Map<string, Promise<JobRecord>>()
  readonly #held = new Map<string, { started: () => void; released: Promise<void> }>()

  constructor(store: Store, machine: FakeMachine, step: Step = () => {}) {
    this.#store = store
    this.#machine = machine
    this.#step = step
  }

  /** Lets the next job of a kind begin and not end before it is released. */
  hold(kind: JobSpec['kind']): { started: Promise<void>; release: () => void } {
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const started = new Promise<void>((resolve) => this.#held.set(kind, { started: resolve, released }))
    return { started, release }
  }

  run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    const running = this.#inFlight.get(request.key)
    if (running) return running
    const promise = this.#run(request, onProgress).finally(() => this.#inFlight.delete(request.key))
    this.#inFlight.set(request.key, promise)
    return promise
  }

  async #run({ key, subject, spec, ...request }: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    this.#step(spec.kind)
    const known = this.#store.job(key)
    if (known?.state === 'succeeded') return known
    const base = { key, kind: spec.kind, subject, attempts: 1, startedAt: 0 }
    this.#store.putJob({ ...base, state: 'running' })
    onProgress({ key, kind: spec.kind, subject, state: 'started' })
    const held = this.#held.get(spec.kind)
    this.#held.delete(spec.kind)
    held?.started()
    await held?.released
    this.#machine.ran.push({ key, subject, spec, ...request })
    const record: JobRecord = { ...base, ...this.#outcome(key, spec), finishedAt: 1000 }
    if (record.artifact) this.#machine.artifacts.add(record.artifact)
    this.#step(`end of ${spec.kind}`)
    this.#store.putJob(record)
    return record
  }

  #outcome(key: string, spec: UnplacedJob): { state: 'succeeded' | 'failed'; artifact?: string; result?: JobResult; error?: JobError } {
    const answer: JobAnswer = this.#machine.script[spec.kind]?.(spec) ?? {}
    if (answer.error) return { state: 'failed', error: answer.error }
    const artifact = ['BuildDataset', 'Train', 'Evaluate', 'BuildTraffic', 'Score'].includes(spec.kind)
      ? (answer.artifact ?? digestOf([spec.kind, key]))
      : undefined
    return { state: 'succeeded', artifact, result: { kind: spec.kind, ...plainAnswer(spec), ...answer.result } }
  }

  artifactDir(digest: string): string {
    return `/artifacts/${digest}`
  }

  async fileDigest(artifact: string, file: string): Promise<string> {
    if (!this.#machine.artifacts.has(artifact)) throw new Error(`there is no artifact ${artifact}`)
    return digestOf([artifact, file])
  }

  async fingerprint(source: SourceDefinition): Promise<string> {
    this.#step('fingerprint')
    return digestOf(this.#machine.files[source.name] ?? '')
  }

  async serve(desired: DesiredServer): Promise<RunningServer> {
    this.#step('serve')
    const before = this.#machine.servers.get(desired.endpoint)
    const same = before !== undefined && digestOf(before.desired) === digestOf(desired)
    const generation = same ? before.generation : (before?.generation ?? 0) + 1
    if (!same) {
      this.#machine.servers.set(desired.endpoint, { desired, generation })
      this.#machine.routes.push(desired.route)
    }
    const versions = desired.models.map(({ version }) => ({ version, state: 'ready' as const, requests: 0 }))
    return { url: 'http://127.0.0.1:1', pid: 1, status: { endpoint: desired.endpoint, pid: 1, generation, ready: true, port: 1, versions } }
  }

  async flushLog(): Promise<void> {
    this.#step('flush')
  }

  async stopServer(endpoint: string): Promise<void> {
    this.#step('stop')
    this.#machine.servers.delete(endpoint)
  }

  async close(): Promise<void> {}
}
