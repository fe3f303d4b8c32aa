import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { ApiClient } from '../../../reconciler/platforms/kubernetes/client/api-client.js'
import { fromKubeconfig } from '../../../reconciler/platforms/kubernetes/client/kubeconfig.js'
import { Objects } from '../../../reconciler/platforms/kubernetes/client/objects.js'
import type { LiveObject } from '../../../reconciler/platforms/kubernetes/live-object.js'
import { connect, installKinds, newNamespace, until } from './cluster.js'
import { factoryOf, type RunningController, readFactory, startController, untilCondition } from './controller.fixture.js'
import { type FaultyServer, faultyServer, refuse } from './faulty-server.js'
import { Repository, small } from './repository.js'

const objects = connect()
let namespace: string
let repository: Repository
let server: FaultyServer
let running: RunningController

beforeAll(() => installKinds(objects))
beforeEach(async () => {
  namespace = await newNamespace(objects, 'faults')
  repository = new Repository()
  server = await faultyServer(fromKubeconfig({ paths: [inject('kubeconfig')] }))
})
afterEach(async () => {
  server.fault = undefined
  await running.stop()
  await server.close()
  repository.remove()
})
afterAll(() => objects.client.close())

const start = (): void => {
  running = startController(namespace, { objects: new Objects(new ApiClient(server.connection)) })
}
const make = () => objects.apply(factoryOf(namespace, 'one', { repository: repository.url, interval: '5s' }))
const ready = (message?: RegExp) => untilCondition(objects, { namespace, name: 'one' }, 'Ready', 'True', message, 40_000)
const account = (): Promise<LiveObject | undefined> =>
  objects.get({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'one-jobs', namespace } })

describe('an API server that does wrong', () => {
  it.each([
    ['too many requests', 429, 'TooManyRequests', { 'retry-after': '0' }],
    ['an error of its own', 500, 'InternalError', {}],
    ['that it is not there', 503, 'ServiceUnavailable', {}],
    ['a conflict', 409, 'Conflict', {}],
  ] as const)('now and then with %s ends in the same state', async (_what, code, reason, headers) => {
    let count = 0
    server.fault = (request, response) => request.method !== 'GET' && count++ % 4 === 0 && refuse(response, code, reason, headers)
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    start()
    await make()
    const factory = await ready()
    expect(factory.status?.objects).toBe(10)
    expect(count).toBeGreaterThan(10)
  })

  it('by breaking connections in the middle ends in the same state', async () => {
    let count = 0
    server.fault = (request) => {
      if (request.url?.includes('watch=true') || count++ % 4 !== 0) return false
      request.socket.destroy()
      return true
    }
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    start()
    await make()
    expect((await ready()).status?.objects).toBe(10)
  })

  it('by breaking watches: drift meanwhile is corrected, for all is listed anew', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    start()
    await make()
    await ready()
    const drift = async (): Promise<void> => {
      await objects.merge((await account()) as LiveObject, { automountServiceAccountToken: true }, { manager: 'somebody' })
      await until('it is corrected', async () => (await account())?.automountServiceAccountToken === false, 20_000)
    }
    server.breakWatches()
    await drift()
    // Nothing is heard for a while: what has changed then is found afterwards.
    server.fault = (request, response) => request.url?.includes('serviceaccounts') === true && refuse(response, 503, 'ServiceUnavailable')
    server.breakWatches()
    await objects.delete((await account()) as LiveObject)
    await sleep(1_500)
    expect(await account()).toBeUndefined()
    server.fault = undefined
    await until('it is back', async () => (await account()) !== undefined, 30_000)
  })

  it('by forgetting the version that a watch goes on from (410): nothing is lost', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    start()
    await make()
    await ready()
    let gone = 0
    server.fault = (request, response) => request.url?.includes('watch=true') === true && gone++ < 30 && refuse(response, 410, 'Expired')
    server.breakWatches()
    repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) }, 'Meanwhile')
    expect((await ready(/"Meanwhile"/)).status?.objects).toBe(12)
    expect(gone).toBeGreaterThan(10)
  })

  it('by not answering at all for a while: the work goes on when it does', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    start()
    await make()
    await ready()
    server.fault = (request) => {
      request.socket.destroy()
      return true
    }
    server.breakWatches()
    repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) }, 'In the dark')
    await sleep(8_000)
    server.fault = undefined
    expect((await ready(/"In the dark"/)).status?.objects).toBe(12)
  })
})

describe('a repository that does wrong', () => {
  it('by vanishing leaves what is in force, says so, and is followed again', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    let isThere = true
    const { followLocal } = await import('./repository.js')
    running = startController(namespace, {
      follow: async (request) => {
        const followed = await followLocal(request)
        return {
          ...followed,
          look: () => (isThere ? followed.look() : Promise.reject(new Error('the repository is not there'))),
        }
      },
    })
    await make()
    await ready()
    isThere = false
    await untilCondition(objects, { namespace, name: 'one' }, 'Fetched', 'False', /not there/, 40_000)
    expect((await ready()).status?.objects).toBe(10)
    isThere = true
    // A commit that changes nothing of it tells of the repository all the same.
    repository.commit({}, 'Nothing')
    await until(
      'it is read again',
      async () => !(await readFactory(objects, namespace, 'one'))?.status?.conditions?.some(({ type }) => type === 'Fetched'),
      40_000,
    )
    repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) }, 'Back')
    await ready(/"Back"/)
  })
})
