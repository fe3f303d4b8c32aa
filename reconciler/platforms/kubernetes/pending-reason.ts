import type { ClusterObject } from './cluster-api.js'
import { holds, isSuspended, podStatus } from './pod-fields.js'

/** What stands in the way of a pod, in the words of the scheduler and of the kubelet, and in plain ones. */
const SCHEDULER: readonly (readonly [RegExp, (match: RegExpMatchArray) => string])[] = [
  [/Insufficient ([\w./-]*\w)/, ([, resource = '']) => `too little ${RESOURCES[resource] ?? resource} is free`],
  [/untolerated taint\(?s?\)? ?\{([^}]*)\}/, ([, taint = '']) => `kept for others by the taint ${taint.replace(/: ?$/, '')}`],
  [/untolerated taint/, () => 'kept for others by a taint'],
  [/didn't match Pod's node affinity\/selector/, () => 'another kind of node than is asked for'],
  [/unbound immediate PersistentVolumeClaims/, () => 'the volume has not been provided yet'],
  [/persistentvolumeclaim "([^"]+)" not found/, ([, claim = '']) => `there is no volume claim ${claim}`],
  [/volume node affinity conflict/, () => 'the volume is attached elsewhere'],
  [/Too many pods/, () => 'as many pods as it may have'],
  [/unschedulable/, () => 'closed for new pods'],
]

const RESOURCES: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  'ephemeral-storage': 'disk space',
  'nvidia.com/gpu': 'GPU (nvidia.com/gpu)',
  'amd.com/gpu': 'GPU (amd.com/gpu)',
}

const WAITING: Readonly<Record<string, string>> = {
  ErrImagePull: 'its image cannot be fetched',
  ImagePullBackOff: 'its image cannot be fetched',
  InvalidImageName: 'its image has a name that is not valid',
  ErrImageNeverPull: 'its image is not on the node, and is not to be fetched',
  CreateContainerConfigError: 'something that it is given is not there',
  CreateContainerError: 'its container cannot be made',
  CrashLoopBackOff: 'it fails again and again, and waits before it is started again',
  ContainerCreating: 'its container is being made',
  PodInitializing: 'it is being prepared',
}

/** Why a Job has not begun, in plain words; undefined where it has. */
export function pendingReason(job: ClusterObject, pod: ClusterObject | undefined): string | undefined {
  if (isSuspended(job)) {
    const queue = job.metadata.labels?.['kueue.x-k8s.io/queue-name']
    return queue === undefined ? 'it is suspended' : `it waits in the queue ${queue} for a share of the quota`
  }
  if (!pod) return 'its pod is being made'
  return podPendingReason(pod)
}

export function podPendingReason(pod: ClusterObject): string | undefined {
  const status = podStatus(pod)
  if (status.phase !== undefined && status.phase !== 'Pending') return undefined
  const unscheduled = status.conditions?.find(({ type, status: state }) => type === 'PodScheduled' && state === 'False')
  if (unscheduled?.reason === 'SchedulingGated') return 'it is held back until its whole group can start'
  if (unscheduled?.message !== undefined) return schedulingReason(unscheduled.message)
  const states = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  const waiting = states.map(({ state }) => state?.waiting).find((state) => state !== undefined)
  if (waiting?.reason !== undefined) {
    const words = WAITING[waiting.reason] ?? waiting.reason
    return waiting.message === undefined || words === WAITING.PodInitializing ? words : `${words}: ${firstLine(waiting.message)}`
  }
  return holds(status, 'PodScheduled') ? 'it has a node, and is being prepared' : 'it waits for a node'
}

/** "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {gpu: true}. ..." in plain words. */
export function schedulingReason(message: string): string {
  const [, available = '0', total = '', rest = message] = /^(\d+)\/(\d+) nodes are available: (.*)$/s.exec(message) ?? []
  const said = rest.split(/\. preemption:|\. no new claims/)[0] ?? rest
  const causes = said.split(/, (?=\d+ )/).map((cause) => {
    const [, count = '', what = cause] = /^(\d+) (.*)$/s.exec(cause) ?? []
    const known = SCHEDULER.find(([pattern]) => pattern.test(what))
    const words = known ? known[1](what.match(known[0]) ?? ['']) : what.replace(/\.$/, '')
    return count === '' ? words : `${count}: ${words}`
  })
  return total === '' ? `no node takes it: ${causes.join('; ')}` : `no node takes it (${available} of ${total} fit): ${causes.join('; ')}`
}

const firstLine = (text: string): string => text.split('\n')[0]?.slice(0, 300) ?? ''
