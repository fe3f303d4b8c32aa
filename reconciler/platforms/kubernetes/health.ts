import type { LiveObject } from './live-object.js'

/** As kstatus of sigs.k8s.io/cli-utils: what an object's status says of whether it is as asked. */
export type HealthState = 'Current' | 'InProgress' | 'Failed' | 'Terminating'

export interface Health {
  readonly state: HealthState
  readonly message: string
}

interface StatusCondition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

interface AnyStatus {
  readonly observedGeneration?: number
  readonly conditions?: readonly StatusCondition[]
  readonly phase?: string
  readonly replicas?: number
  readonly updatedReplicas?: number
  readonly readyReplicas?: number
  readonly availableReplicas?: number
  readonly succeeded?: number
  readonly failed?: number
  readonly active?: number
  readonly loadBalancer?: { readonly ingress?: readonly unknown[] }
}

const CURRENT: Health = { state: 'Current', message: '' }
const progress = (message: string): Health => ({ state: 'InProgress', message })
const failed = (message: string): Health => ({ state: 'Failed', message })

export function healthOf(object: LiveObject): Health {
  const { metadata, kind } = object
  const status = (object.status ?? {}) as AnyStatus
  if (metadata.deletionTimestamp !== undefined) return { state: 'Terminating', message: 'is being deleted' }
  if (status.observedGeneration !== undefined && metadata.generation !== undefined && status.observedGeneration < metadata.generation) {
    return progress('its controller has not seen the last change')
  }
  return BY_KIND[kind]?.(object, status) ?? byConditions(status)
}

type Rule = (object: LiveObject, status: AnyStatus) => Health

const BY_KIND: Readonly<Record<string, Rule>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  Job: job,
  PersistentVolumeClaim: claim,
  Pod: pod,
  Service: service,
  CustomResourceDefinition: crd,
  Namespace: (_object, { phase }) => (phase === 'Terminating' ? { state: 'Terminating', message: 'is being deleted' } : CURRENT),
  // Its conditions speak of the moment: that it cannot scale while there are no figures is no failure.
  HorizontalPodAutoscaler: () => CURRENT,
  PodDisruptionBudget: () => CURRENT,
}

function deployment({ spec }: LiveObject, status: AnyStatus): Health {
  const { replicas: wanted = 1, paused = false } = (spec ?? {}) as { replicas?: number; paused?: boolean }
  const late = condition(status, 'Progressing')
  if (late?.reason === 'ProgressDeadlineExceeded') return failed(late.message ?? 'its progress deadline has passed')
  if (paused) return progress('is paused')
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  if (updatedReplicas < wanted) return progress(`${updatedReplicas} of ${wanted} replicas are updated`)
  if (replicas > updatedReplicas) return progress(`${replicas - updatedReplicas} old replicas are still there`)
  if (availableReplicas < wanted) return progress(`${availableReplicas} of ${wanted} replicas are available`)
  return CURRENT
}

function statefulSet({ spec }: LiveObject, { updatedReplicas = 0, readyReplicas = 0 }: AnyStatus): Health {
  const { replicas: wanted = 1 } = (spec ?? {}) as { replicas?: number }
  if (readyReplicas < wanted) return progress(`${readyReplicas} of ${wanted} replicas are ready`)
  return updatedReplicas < wanted ? progress(`${updatedReplicas} of ${wanted} replicas are updated`) : CURRENT
}

function job({ spec }: LiveObject, status: AnyStatus): Health {
  const gone = condition(status, 'Failed')
  if (gone?.status === 'True') return failed(gone.message || gone.reason || 'has failed')
  if (condition(status, 'Complete')?.status === 'True') return CURRENT
  if ((spec as { suspend?: boolean } | undefined)?.suspend) return progress('is suspended')
  return progress((status.active ?? 0) > 0 ? 'runs' : 'has not begun')
}

/** A claim may wait for its first pod; that is the class's doing. */
function claim(_object: LiveObject, { phase }: AnyStatus): Health {
  if (phase === 'Lost') return failed('its volume is lost')
  return CURRENT
}

function pod(_object: LiveObject, status: AnyStatus): Health {
  if (status.phase === 'Failed') return failed(condition(status, 'Ready')?.message ?? 'has failed')
  if (status.phase === 'Succeeded' || condition(status, 'Ready')?.status === 'True') return CURRENT
  return progress(`is ${(status.phase ?? 'pending').toLowerCase()}`)
}

function service({ spec }: LiveObject, { loadBalancer }: AnyStatus): Health {
  const { type } = (spec ?? {}) as { type?: string }
  return type === 'LoadBalancer' && !loadBalancer?.ingress?.length ? progress('has no address yet') : CURRENT
}

function crd(_object: LiveObject, status: AnyStatus): Health {
  const names = condition(status, 'NamesAccepted')
  if (names?.status === 'False') return failed(names.message ?? 'its names are taken')
  return condition(status, 'Established')?.status === 'True' ? CURRENT : progress('is not established')
}

/** The conventions for kinds that nothing else is known of. */
function byConditions(status: AnyStatus): Health {
  const stalled = condition(status, 'Stalled')
  if (stalled?.status === 'True') return failed(stalled.message ?? stalled.reason ?? 'is stalled')
  const under = condition(status, 'Reconciling')
  if (under?.status === 'True') return progress(under.message ?? 'is being reconciled')
  const ready = condition(status, 'Ready')
  return ready === undefined || ready.status === 'True' ? CURRENT : progress(ready.message ?? 'is not ready')
}

const condition = ({ conditions = [] }: AnyStatus, type: string): StatusCondition | undefined =>
  conditions.find((candidate) => candidate.type === type)
