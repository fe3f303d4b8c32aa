import type { ClusterObject } from './cluster-api.js'

/** The parts of a pod and a Job that are looked at, as the API names them. */
interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string }
  readonly running?: { readonly startedAt?: string }
  readonly terminated?: {
    readonly exitCode: number
    readonly reason?: string
    readonly message?: string
    readonly startedAt?: string
    readonly finishedAt?: string
  }
}

export interface PodStatus {
  readonly phase?: string
  readonly reason?: string
  readonly message?: string
  readonly podIP?: string
  readonly startTime?: string
  readonly conditions?: readonly Condition[]
  readonly containerStatuses?: readonly { readonly name: string; readonly ready?: boolean; readonly state?: ContainerState }[]
  readonly initContainerStatuses?: readonly { readonly name: string; readonly state?: ContainerState }[]
}

export interface JobStatus {
  readonly conditions?: readonly Condition[]
  readonly active?: number
  readonly succeeded?: number
  readonly failed?: number
}

export const podStatus = (pod: ClusterObject): PodStatus => (pod.status ?? {}) as PodStatus
export const jobStatus = (job: ClusterObject): JobStatus => (job.status ?? {}) as JobStatus
export const isSuspended = (job: ClusterObject): boolean => (job.spec as { suspend?: boolean } | undefined)?.suspend === true
export const nodeOf = (pod: ClusterObject): string | undefined => (pod.spec as { nodeName?: string } | undefined)?.nodeName

export const holds = (status: { readonly conditions?: readonly Condition[] }, type: string): Condition | undefined =>
  status.conditions?.find((condition) => condition.type === type && condition.status === 'True')

/** Of several pods of a Job, the one that was made last. */
export function latestPod(pods: readonly ClusterObject[]): ClusterObject | undefined {
  return [...pods].sort((a, b) => (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '')).at(-1)
}
