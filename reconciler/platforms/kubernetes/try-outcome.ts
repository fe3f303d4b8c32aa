import type { ATTEMPT_REASONS } from '../../../schema/crds/training-run.js'
import type { JobError, JobOutcome } from '../../../schema/generated/jobs.js'
import type { ClusterObject } from './cluster-api.js'
import { holds, jobStatus, podStatus } from './pod-fields.js'

export type TryReason = (typeof ATTEMPT_REASONS)[number]

export interface TryOutcome {
  readonly reason: TryReason
  /** What is told of a failure, and whether trying again may help. */
  readonly error?: JobError
  readonly exitCode?: number
}

/** Whether a Job has ended, for better or worse. */
export const hasEnded = (job: ClusterObject): boolean => hasFailed(job) || holds(jobStatus(job), 'Complete') !== undefined
export const hasFailed = (job: ClusterObject): boolean => holds(jobStatus(job), 'Failed') !== undefined

/**
 * How a Job that has ended came out. Failures are told apart, since each is answered in another way: what the job said of
 * itself, its limits, its node, or what is around it.
 */
export function tryOutcome(
  job: ClusterObject,
  pod: ClusterObject | undefined,
  said: JobOutcome | undefined,
  limits: { readonly memory?: string; readonly timeoutMs?: number } = {},
): TryOutcome {
  const status = pod ? podStatus(pod) : {}
  const ended = status.containerStatuses?.map(({ state }) => state?.terminated).find((state) => state !== undefined)
  const exitCode = ended?.exitCode
  if (holds(jobStatus(job), 'Complete')) {
    if (said?.result) return { reason: 'Succeeded', exitCode }
    return infrastructure('what the job found cannot be read any more: its pod or its log is gone', exitCode)
  }
  const disrupted = holds(status, 'DisruptionTarget')
  if (disrupted)
    return { ...infrastructure(`its node was taken away: ${disrupted.message ?? disrupted.reason}`, exitCode), reason: 'Preempted' }
  if (status.reason === 'DeadlineExceeded' || holds(jobStatus(job), 'Failed')?.reason === 'DeadlineExceeded') {
    const limit = limits.timeoutMs === undefined ? '' : ` of ${limits.timeoutMs} ms`
    return {
      reason: 'Deadline',
      exitCode,
      error: { code: 'AF8015', message: `the job ran longer than its limit${limit}`, retryable: true },
    }
  }
  if (ended?.reason === 'OOMKilled') {
    const limit = limits.memory === undefined ? '' : ` of ${limits.memory}`
    return {
      reason: 'OutOfMemory',
      exitCode,
      error: {
        code: 'AF8016',
        message: `the job was killed: it used more memory than its limit${limit}`,
        hint: 'Give it more memory (trainer.resourcesPerNode.memory), or smaller batches.',
      },
    }
  }
  if (said?.error) return { reason: ofError(said.error), exitCode, error: said.error }
  if (pod === undefined) return infrastructure('its pod is gone, and nobody knows why', undefined)
  if (status.reason === 'Evicted') return infrastructure(`its node ran short: ${status.message ?? 'evicted'}`, exitCode)
  if (exitCode === 1) {
    const detail = ended?.message || undefined
    return { reason: 'UserCode', exitCode, error: { code: 'AF8017', message: 'the job ended without a result', ...(detail && { detail }) } }
  }
  const cause = exitCode === undefined ? (status.message ?? status.reason ?? 'its container did not start') : `exit status ${exitCode}`
  return infrastructure(
    `the job's process ended early: ${ended?.reason === 'Error' || !ended?.reason ? cause : `${ended.reason}, ${cause}`}`,
    exitCode,
  )
}

function ofError(error: JobError): TryReason {
  if (error.code === 'AF7009') return 'Stopped'
  return error.retryable ? 'Infrastructure' : 'UserCode'
}

function infrastructure(message: string, exitCode: number | undefined): TryOutcome {
  return { reason: 'Infrastructure', exitCode, error: { code: 'AF8016', message, retryable: true } }
}
