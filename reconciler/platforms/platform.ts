import type { JobSpec, ServingConfig, ServingStatus, SourceDefinition } from '../../schema/generated/jobs.js'
import type { JobRecord } from '../store/store.js'

type Placed = 'outputDir' | 'checkpointDir'
type WithoutPlaces<T> = T extends unknown ? Omit<T, Placed> : never

/** A job before a platform has found a place for it. */
export type UnplacedJob = WithoutPlaces<JobSpec>

export interface JobRequest {
  /** Digest of everything that the job depends on. The same key is run once, and its outcome kept. */
  readonly key: string
  /** What the job is for, such as a model's name. */
  readonly subject: string
  readonly spec: UnplacedJob
  /** Further tries after a failure that trying again may help. */
  readonly retries: number
  readonly timeoutMs?: number
}

export interface JobProgress {
  readonly key: string
  readonly kind: JobSpec['kind']
  readonly subject: string
  readonly state: 'started' | 'running' | 'succeeded' | 'failed' | 'cached'
  readonly done?: number
  readonly total?: number
  readonly unit?: string
  readonly message?: string
  readonly metrics?: Readonly<Record<string, number>>
}

export type DesiredServer = Omit<ServingConfig, 'generation' | 'host' | 'port'> & { readonly port?: number }

export interface RunningServer {
  readonly url: string
  readonly pid: number
  readonly status: ServingStatus
}

/** What executes the commands of decisions: processes on a laptop, objects in a cluster. Every call may be repeated. */
export interface Platform {
  /** Runs a job, or returns its outcome where the same key has succeeded before. */
  run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord>
  /** Folder of an artifact. */
  artifactDir(digest: string): string
  /** SHA-256 of a file inside an artifact. */
  fileDigest(artifact: string, file: string): Promise<string>
  /** Digest of the content of a source's files; changes when they do. */
  fingerprint(source: SourceDefinition): Promise<string>
  /** Brings a server to this state and waits until it is in force. */
  serve(desired: DesiredServer): Promise<RunningServer>
  /** Makes the server write what it has logged, so that a job can read it. */
  flushLog(endpoint: string): Promise<void>
  /** Stops a server that is no longer wanted, after it has finished its requests. */
  stopServer(endpoint: string): Promise<void>
  close(): Promise<void>
}
