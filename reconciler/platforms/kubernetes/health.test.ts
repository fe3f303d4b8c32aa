import { expect, it } from 'vitest'
import { healthOf } from './health.js'

const of = (kind: string, status: object | undefined, spec: object = {}, metadata: object = {}) =>
  healthOf({ apiVersion: 'v1', kind, metadata: { name: 'x', generation: 2, ...metadata }, spec, status }).state
const condition = (type: string, status: string, more: object = {}) => ({ conditions: [{ type, status, ...more }] })

it.each([
  [
    'a deployment that is there',
    'Deployment',
    { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
    { replicas: 2 },
    'Current',
  ],
  [
    'one that nobody has seen',
    'Deployment',
    { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
    { replicas: 2 },
    'InProgress',
  ],
  ['one with old replicas', 'Deployment', { replicas: 3, updatedReplicas: 2, availableReplicas: 2 }, { replicas: 2 }, 'InProgress'],
  ['one without any status', 'Deployment', undefined, { replicas: 1 }, 'InProgress'],
  ['one scaled to zero', 'Deployment', {}, { replicas: 0 }, 'Current'],
  ['one whose deadline has passed', 'Deployment', condition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' }), {}, 'Failed'],
  ['a job that is done', 'Job', condition('Complete', 'True'), {}, 'Current'],
  ['a job that failed', 'Job', condition('Failed', 'True'), {}, 'Failed'],
  ['a job that runs', 'Job', { active: 1 }, {}, 'InProgress'],
  ['a suspended job', 'Job', {}, { suspend: true }, 'InProgress'],
  ['a claim that waits for its pod', 'PersistentVolumeClaim', { phase: 'Pending' }, {}, 'Current'],
  ['a claim whose volume is lost', 'PersistentVolumeClaim', { phase: 'Lost' }, {}, 'Failed'],
  ['a service', 'Service', { loadBalancer: {} }, { type: 'ClusterIP' }, 'Current'],
  ['a load balancer without an address', 'Service', { loadBalancer: {} }, { type: 'LoadBalancer' }, 'InProgress'],
  ['a definition', 'CustomResourceDefinition', condition('Established', 'True'), {}, 'Current'],
  ['a definition whose name is taken', 'CustomResourceDefinition', condition('NamesAccepted', 'False'), {}, 'Failed'],
  ['a kind without status', 'ConfigMap', undefined, {}, 'Current'],
  ['a kind that is stalled', 'Widget', condition('Stalled', 'True'), {}, 'Failed'],
  ['a kind that is not ready', 'Widget', condition('Ready', 'False'), {}, 'InProgress'],
  ['a pod that failed', 'Pod', { phase: 'Failed' }, {}, 'Failed'],
])('%s', (_what, kind, status, spec, expected) => {
  expect(of(kind, status, spec)).toBe(expected)
})

it('what is being deleted is so whatever its status says', () => {
  expect(of('Job', condition('Complete', 'True'), {}, { deletionTimestamp: 'now' })).toBe('Terminating')
})
