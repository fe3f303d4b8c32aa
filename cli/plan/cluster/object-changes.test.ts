import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../../compiler/backends/kubernetes/object.js'
import type { LiveObject } from '../../../reconciler/platforms/kubernetes/live-object.js'
import { objectChanges } from './object-changes.js'
import { conflictsOf } from './read-cluster.js'

const rendered = (name: string, image = 'a:1'): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'ml', labels: { app: 'a' } },
  spec: {
    template: {
      spec: {
        containers: [
          { name: 'server', image },
          { name: 'side', image: 'b:1' },
        ],
      },
    },
  },
})

/** As the server gives it back: with what it filled in. */
const live = (object: KubernetesObject, server: object = {}, notes: Record<string, string> = {}): LiveObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    uid: '1',
    resourceVersion: '2',
    generation: 1,
    creationTimestamp: 'now',
    managedFields: [],
    annotations: notes,
    ...server,
  },
  status: { replicas: 1 },
})

test('what the server fills in by itself is no change', () => {
  const object = rendered('api')
  const before = live(object, {}, { 'aifactory.dev/hash': 'a', 'deployment.kubernetes.io/revision': '1' })
  const after = { ...live(object, { resourceVersion: '9', generation: 2 }, { 'aifactory.dev/hash': 'b' }), status: {} }
  expect(objectChanges([object], { live: [before], applied: [after], own: [before] })).toEqual([])
})

test('whose object it is, which the controller of a cluster notes, is no change', () => {
  const object = rendered('api')
  const labels = { ...object.metadata.labels, 'factories.aifactory.dev/name': 'f', 'factories.aifactory.dev/namespace': 'n' }
  const before = { ...live(object), metadata: { ...live(object).metadata, labels } }
  expect(objectChanges([object], { live: [before], applied: [live(object)], own: [before] })).toEqual([])
})

test('fields are told by name, in lists too', () => {
  const object = rendered('api', 'a:2')
  const changes = objectChanges([object], { live: [live(rendered('api'))], applied: [live(object)], own: [] })
  expect(changes).toEqual([
    {
      object: 'Deployment/api',
      kind: 'changed',
      fields: [{ path: 'spec.template.spec.containers[server].image', before: 'a:1', after: 'a:2' }],
    },
  ])
})

test('what is not there is added, and what is no longer rendered is removed', () => {
  const [kept, gone] = [rendered('kept'), rendered('gone')]
  const changes = objectChanges([kept, rendered('new')], { live: [live(kept)], applied: [live(kept)], own: [live(kept), live(gone)] })
  expect(changes).toEqual([
    { object: 'Deployment/new', kind: 'added', fields: [] },
    { object: 'Deployment/gone', kind: 'removed', fields: [] },
  ])
})

describe('conflicts are read from what the server says', () => {
  test.each([
    [
      'error: Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas\nPlease review',
      ['kubectl-edit (.spec.replicas)'],
    ],
    [
      'error: Apply failed with 2 conflicts: conflicts with "helm" using apps/v1:\n- .spec.replicas\n- .spec.paused\nPlease review',
      ['helm (.spec.replicas, .spec.paused)'],
    ],
    [
      'error: Apply failed with 2 conflicts: conflict with "a" using v1: .data.x\nconflict with "b": .data.y\n',
      ['a (.data.x)', 'b (.data.y)'],
    ],
    ['Error from server (Forbidden): deployments.apps is forbidden', []],
  ])('%s', (error, conflicts) => {
    expect(conflictsOf(error)).toEqual(conflicts)
  })
})
