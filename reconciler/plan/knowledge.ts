import type { JobResult } from '../../schema/generated/jobs.js'
import type { EndpointState } from '../decide/rollout.js'
import type { FinishedRun, TrainingState } from '../decide/training.js'

/** What this machine knows, as plain data, so that a plan is a pure function of it. */
export interface Knowledge {
  /** By model. */
  readonly models: Readonly<Record<string, KnownModel>>
  /** By endpoint. */
  readonly endpoints: Readonly<Record<string, EndpointState>>
  /** Digests of sources' files, by source. */
  readonly data: Readonly<Record<string, string>>
  /** Digests of the code of models' own trainers, by model. */
  readonly code: Readonly<Record<string, string>>
  /** The clock of the data, in milliseconds since the epoch. */
  readonly now: number
}

export interface KnownModel {
  readonly training?: TrainingState
  readonly champion?: KnownVersion
  readonly challenger?: KnownVersion
}

export interface KnownVersion {
  readonly version: number
  /** Digest of its artifact. */
  readonly artifact: string
}

/** A job that succeeded and whose result is still there. */
export interface PastJob {
  readonly key: string
  readonly kind: string
  readonly subject: string
  readonly artifact?: string
  readonly startedAt: number
  readonly finishedAt: number
  readonly materialized?: JobResult['materialized']
}

export type PastJobs = ReadonlyMap<string, PastJob>

export const lastRun = (known: KnownModel | undefined): FinishedRun | undefined => known?.training?.history.at(-1)
