import { expect, it } from 'vitest'
import type { LiveObject } from '../platforms/kubernetes/live-object.js'
import { idOf } from '../platforms/kubernetes/object-id.js'
import { LiveRegistry } from './live-registry.js'

const live = (version: number, value: string, more: object = {}): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'n', resourceVersion: String(version) },
  data: { value },
  ...more,
})
const ID = idOf(live(1, ''))

function registry() {
  const told: string[] = []
  const made = new LiveRegistry({
    drifted: (owner) => told.push(`${owner} drifted`),
    healthChanged: (owner) => told.push(`${owner} fares otherwise`),
  })
  return { told, made }
}

it('tells what differs from what was last right, and not what is older than that', () => {
  const { told, made } = registry()
  made.settle('n/f', live(5, 'right'))
  made.present(live(4, 'before'))
  made.present(live(5, 'right'))
  expect(told).toEqual([])
  made.present(live(6, 'wrong'))
  expect(told).toEqual(['n/f drifted'])
  expect(made.drift([ID])).toEqual([ID])
  made.settle('n/f', live(7, 'right'))
  expect(made.drift([ID])).toEqual([])
})

it('takes a status for no difference', () => {
  const { told, made } = registry()
  made.settle('n/f', live(5, 'right'))
  made.present(live(6, 'right', { status: { conditions: [{ type: 'Stalled', status: 'True' }] } }))
  expect(told).toEqual(['n/f fares otherwise'])
  expect(made.drift([ID])).toEqual([])
  expect(made.health(ID)?.state).toBe('Failed')
})

it('knows after a restart what was right, by what was noted then', () => {
  const before = registry().made
  const digest = before.settle('n/f', live(5, 'right'))
  const { told, made } = registry()
  made.present(live(9, 'right'))
  made.recall('n/f', [{ id: ID, v: 'v1', d: digest }])
  expect(made.drift([ID])).toEqual([])
  made.present(live(10, 'wrong'))
  expect(told).toEqual(['n/f drifted'])
})

it('tells what is gone, unless it was let go', () => {
  const { told, made } = registry()
  made.settle('n/f', live(5, 'right'))
  made.gone(ID)
  expect(told).toEqual(['n/f drifted'])
  made.release(ID)
  made.gone(ID)
  expect(told).toHaveLength(1)
  expect(made.size).toBe(0)
})

it('finds by labels what a crash has left behind, without what other objects made', () => {
  const { made } = registry()
  const labels = { 'factories.aifactory.dev/name': 'f', 'factories.aifactory.dev/namespace': 'n' }
  made.present(live(1, 'x', { metadata: { name: 'c', namespace: 'n', resourceVersion: '1', labels } }))
  made.present(live(1, 'x', { metadata: { name: 'd', namespace: 'n', resourceVersion: '1', labels, ownerReferences: [{}] } }))
  expect(made.owned('n/f')).toEqual([{ id: ID, v: 'v1' }])
})
