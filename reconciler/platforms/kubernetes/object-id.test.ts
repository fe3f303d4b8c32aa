import fc from 'fast-check'
import { expect, it } from 'vitest'
import { entriesOf, entryOf, inventoryOf, union, without } from './inventory.js'
import { idOf, nameOfId, refOf } from './object-id.js'

const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/)
const ref = fc.record({
  apiVersion: fc.constantFrom('v1', 'apps/v1', 'aifactory.dev/v1alpha1', 'rbac.authorization.k8s.io/v1'),
  kind: fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/),
  metadata: fc.oneof(fc.record({ name, namespace: name }), fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9_:.-]{0,20}$/) })),
})

it('an id and a version name what they were made of', () => {
  fc.assert(
    fc.property(ref, (object) => {
      const { id, v } = entryOf(object)
      expect(refOf(id, v)).toEqual(object)
    }),
  )
})

it('the same object has one id in all versions', () => {
  const metadata = { name: 'a', namespace: 'b' }
  expect(idOf({ apiVersion: 'batch/v1', kind: 'Job', metadata })).toBe(idOf({ apiVersion: 'batch/v2', kind: 'Job', metadata }))
  expect(idOf({ apiVersion: 'v1', kind: 'Job', metadata })).not.toBe(idOf({ apiVersion: 'batch/v1', kind: 'Job', metadata }))
})

it('people read kind, namespace and name', () => {
  expect(nameOfId(idOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'ml' } }))).toBe(
    'Deployment/ml/api',
  )
  expect(nameOfId(idOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } }))).toBe('Namespace/ml')
})

it('inventories are sets', () => {
  fc.assert(
    fc.property(fc.array(ref), fc.array(ref), (one, other) => {
      const [a, b] = [inventoryOf(one.map((object) => entryOf(object))), inventoryOf(other.map((object) => entryOf(object)))]
      const [difference, both] = [without(a, b), union(a, b)]
      for (const id of difference.keys()) expect(a.has(id) && !b.has(id)).toBe(true)
      expect(both.size).toBe(difference.size + b.size)
      expect(entriesOf(both)).toEqual(entriesOf(inventoryOf(entriesOf(both))))
    }),
  )
})
