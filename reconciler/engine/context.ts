import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import type { SecretRef } from '../../schema/generated/aifactory.js'
import type { TrainerPlace } from '../jobs/stages.js'
import type { JobProgress, Platform, RunningServer } from '../platforms/platform.js'
import type { FactoryEvent, Store } from '../store/store.js'

/** What a person sees of the work. Nothing depends on it. */
export interface Reporter {
  event(event: FactoryEvent): void
  progress(progress: JobProgress): void
  served(endpoint: string, server: RunningServer): void
}

/** What controllers share. */
export interface EngineContext {
  readonly store: Store
  readonly platform: Platform
  readonly reporter: Reporter
  readonly baseDir: string
  readonly onlineStore: string
  readonly inferenceLog: (endpoint: string) => string
  readonly factory: Factory
  /** The clock of the data, in milliseconds since the epoch. */
  readonly now: () => number
  /**
   * Online values are needed up to a time: now, or the end of what a replay is about to send. When some are missing, they
   * are computed through a later time, so that a replay does not compute them step by step.
   */
  readonly horizon: () => { readonly needed: number; readonly through: number }
  /** The clock of the data minus that of the system. */
  readonly clockOffset: () => number
  /** Where the code of a trainer of the user's own lies at this revision; undefined for the built-in one. */
  readonly trainerPlace: (model: LinkedModel) => Promise<TrainerPlace | undefined>
  /** The environment variable that holds a secret on this machine. */
  readonly secretVariable: (ref: SecretRef) => string
  readonly emit: (event: Omit<FactoryEvent, 'id' | 'at'>) => void
}

/** Name of the environment variable for a key of a secret: AIFACTORY_SECRET_<NAME>_<KEY>. */
export function secretVariable({ name, key }: SecretRef): string {
  return `AIFACTORY_SECRET_${name}_${key}`.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
}
