import type { JobStep } from '../../../../schema/generated/jobs.js'
import type { LinkedEnv, LinkedResources } from '../../../graph/factory.js'

/** One thing that a container does: a step of the contract, with what the container needs for it. */
export interface Step {
  /** A name among the steps of one pod, and of the file of the step. */
  readonly name: string
  readonly contract: JobStep
  /** What it is given; fields that are absent have defaults. */
  readonly resources: LinkedResources
  readonly defaults: LinkedResources
  readonly image: string
  readonly env: LinkedEnv
  /** Longest time for one try, in milliseconds. */
  readonly timeoutMs: number
}

/** Longest time for one try of a step that has no timeout of its own, in milliseconds. */
export const STEP_TIMEOUT = 3_600_000
