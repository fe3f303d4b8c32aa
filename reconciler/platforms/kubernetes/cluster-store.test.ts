import { expect, it } from 'vitest'
import { FakeCluster } from '../../testing/fake-cluster.js'
import { FakeMachine } from '../../testing/fake-platform.js'
import type { ClusterApi } from './cluster-api.js'
import { ClusterStore } from './cluster-store.js'

const PLACE = { namespace: 'ml', name: 'rides-state', labels: {} }
const cluster = (): FakeCluster => new FakeCluster(new FakeMachine())

it('what was kept is there for the next one, what was not is not', async () => {
  const api = cluster()
  const store = await ClusterStore.open(api, PLACE)
  store.putDocument('training', 'late', { nextId: 2 })
  store.setAlias('late', 'champion', 3)
  const event = store.addEvent({ at: 1, kind: 'promoted', subject: 'api', message: '', level: 'good' })
  await store.keep()
  store.putDocument('training', 'late', { nextId: 3 })
  const next = await ClusterStore.open(api, PLACE)
  expect([next.document('training', 'late'), next.alias('late', 'champion'), next.events(9)]).toEqual([{ nextId: 2 }, 3, [event]])
  expect(next.addEvent({ at: 2, kind: 'x', subject: '', message: '', level: 'info' }).id).toBe(event.id + 1)
})

it('writes nothing where nothing changed, and once for all that did', async () => {
  const api = cluster()
  const store = await ClusterStore.open(api, PLACE)
  await store.keep()
  expect(api.writes).toEqual([])
  store.putDocument('a', 'b', 1)
  await Promise.all([store.keep(), store.keep()])
  store.putDocument('a', 'b', 1)
  await store.keep()
  expect(api.writes).toEqual(['create ConfigMap rides-state'])
})

it('of two control planes, the one that comes second stops', async () => {
  const api = cluster()
  const [first, second] = [await ClusterStore.open(api, PLACE), await ClusterStore.open(api, PLACE)]
  first.putDocument('a', 'b', 1)
  second.putDocument('a', 'b', 2)
  await first.keep()
  await expect(second.keep()).rejects.toMatchObject({ code: 'AF8092' })
  second.putDocument('a', 'b', 3)
  await expect(second.keep()).rejects.toMatchObject({ code: 'AF8092' })
  expect((await ClusterStore.open(api, PLACE)).document('a', 'b')).toBe(1)
})

it('takes a write for done whose answer was lost', async () => {
  const api = cluster()
  const lossy: Pick<ClusterApi, 'get' | 'create' | 'replace'> = {
    get: (ref) => api.get(ref),
    create: (object) => api.create(object),
    // Sent twice, as by something on the way: the second answer is a conflict with the first.
    replace: async (object) => {
      await api.replace(object)
      return api.replace(object)
    },
  }
  const store = await ClusterStore.open(lossy, PLACE)
  store.putDocument('a', 'b', 1)
  await store.keep()
  store.putDocument('a', 'b', 2)
  await store.keep()
  expect((await ClusterStore.open(api, PLACE)).document('a', 'b')).toBe(2)
})
