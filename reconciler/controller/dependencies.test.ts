import { expect, it } from 'vitest'
import type { FactoryResource } from '../../schema/crds/factory.js'
import { keyOf, waitsFor } from './dependencies.js'

const factory = (name: string, dependsOn: string[] = [], ready?: 'True' | 'False'): FactoryResource =>
  ({
    metadata: { name, namespace: 'n', generation: 1 },
    spec: { dependsOn: dependsOn.map((other) => ({ name: other })) },
    ...(ready && { status: { observedGeneration: 1, conditions: [{ type: 'Ready', status: ready }] } }),
  }) as unknown as FactoryResource
const wait = (...all: FactoryResource[]) => {
  const byKey = new Map(all.map((one) => [keyOf(one.metadata), one]))
  return waitsFor(all[0] as FactoryResource, (key) => byKey.get(key))
}

it.each([
  ['nothing', [factory('a')], undefined],
  ['one that is ready', [factory('a', ['b']), factory('b', [], 'True')], undefined],
  ['one that is not', [factory('a', ['b']), factory('b', [], 'False')], 'DependencyNotReady'],
  ['one that is not there', [factory('a', ['b'])], 'DependencyNotReady'],
  ['itself', [factory('a', ['a'])], 'DependencyCycle'],
  ['one that waits for it in turn', [factory('a', ['b']), factory('b', ['c'], 'True'), factory('c', ['a'], 'True')], 'DependencyCycle'],
  ['one of a circle that it is not part of', [factory('a', ['b']), factory('b', ['c'], 'True'), factory('c', ['b'], 'True')], undefined],
])('waits for %s', (_what, all, reason) => {
  expect(wait(...all)?.reason).toBe(reason)
})

it('is not satisfied by what was said of an older generation', () => {
  const old = factory('b', [], 'True')
  expect(wait(factory('a', ['b']), { ...old, metadata: { ...old.metadata, generation: 2 } })?.reason).toBe('DependencyNotReady')
})
