import { describe, expect, it } from 'vitest'
import { pendingReason, podPendingReason, schedulingReason } from './pending-reason.js'

const pod = (status: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, status })
const job = (more: object = {}) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, ...more })

describe('what the scheduler says becomes plain', () => {
  it.each([
    [
      '0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) had untolerated taint {spot: true}. preemption: 0/3 nodes are available.',
      'no node takes it (0 of 3 fit): 1: too little GPU (nvidia.com/gpu) is free; 2: kept for others by the taint spot: true',
    ],
    ['0/1 nodes are available: 1 Insufficient cpu.', 'no node takes it (0 of 1 fit): 1: too little CPU is free'],
    ['0/2 nodes are available: 2 Insufficient example.com/fpga.', 'no node takes it (0 of 2 fit): 2: too little example.com/fpga is free'],
    [
      "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
      'no node takes it (0 of 2 fit): 2: another kind of node than is asked for',
    ],
    [
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
      'no node takes it (0 of 1 fit): the volume has not been provided yet',
    ],
    ['something new in a later version', 'no node takes it: something new in a later version'],
  ])('%s', (said, plain) => expect(schedulingReason(said)).toBe(plain))
})

describe('why a job waits', () => {
  it.each([
    [
      'in a queue',
      pendingReason(job({ metadata: { name: 'j', labels: { 'kueue.x-k8s.io/queue-name': 'gpu' } }, spec: { suspend: true } }), undefined),
      'it waits in the queue gpu for a share of the quota',
    ],
    ['without a pod yet', pendingReason(job(), undefined), 'its pod is being made'],
    [
      'for an image',
      podPendingReason(
        pod({
          phase: 'Pending',
          containerStatuses: [{ name: 'job', state: { waiting: { reason: 'ImagePullBackOff', message: 'not found\nmore' } } }],
        }),
      ),
      'its image cannot be fetched: not found',
    ],
    [
      'for a secret',
      podPendingReason(
        pod({
          phase: 'Pending',
          containerStatuses: [
            { name: 'job', state: { waiting: { reason: 'CreateContainerConfigError', message: 'secret "db" not found' } } },
          ],
        }),
      ),
      'something that it is given is not there: secret "db" not found',
    ],
    [
      'for its group',
      podPendingReason(pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] })),
      'it is held back until its whole group can start',
    ],
    ['no longer', podPendingReason(pod({ phase: 'Running' })), undefined],
  ])('%s', (_, reason, plain) => expect(reason).toBe(plain))
})
