import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { REQUESTED_AT } from '../../../reconciler/controller/requested-at.js'
import type { LiveObject } from '../../../reconciler/platforms/kubernetes/live-object.js'
import { refOf } from '../../../reconciler/platforms/kubernetes/object-id.js'
import type { FactoryResource } from '../../../schema/crds/factory.js'
import { connect, installKinds, newNamespace, until } from './cluster.js'
import { factoryOf, type RunningController, readFactory, startController, untilCondition } from './controller.fixture.js'
import { Repository, SERVED, small } from './repository.js'

const objects = connect()
let namespace: string
let repository: Repository
let running: RunningController

beforeAll(() => installKinds(objects))
beforeEach(async () => {
  namespace = await newNamespace(objects)
  repository = new Repository()
  running = startController(namespace)
})
afterEach(async () => {
  await running.stop()
  repository.remove()
})
afterAll(() => objects.client.close())

const spec = (more: object = {}) => ({ repository: repository.url, interval: '5s', ...more })
const make = (name: string, more: object = {}) => objects.apply(factoryOf(namespace, name, spec(more)))
const ready = (name: string, message?: RegExp) => untilCondition(objects, { namespace, name }, 'Ready', 'True', message)
const notReady = (name: string, message?: RegExp) => untilCondition(objects, { namespace, name }, 'Ready', 'False', message)
const inventory = (factory: FactoryResource): Promise<(LiveObject | undefined)[]> =>
  Promise.all((factory.status?.inventory ?? []).map(({ id, v }) => objects.get(refOf(id, v))))
const poke = (name: string) =>
  objects.merge(factoryOf(namespace, name, spec()), { metadata: { annotations: { [REQUESTED_AT]: String(Math.random()) } } })
const get = (apiVersion: string, kind: string, name: string) => objects.get({ apiVersion, kind, metadata: { name, namespace } })

const untilEvent = (pattern: RegExp) =>
  until(`an event ${pattern}`, async () => {
    const events = await objects.all<LiveObject & { reason: string; message: string }>({ apiVersion: 'v1', kind: 'Event' }, { namespace })
    return events.some(({ reason, message }) => pattern.test(`${reason} ${message}`))
  })

describe('a commit', () => {
  it('is brought into force, and told by conditions, inventory and history', async () => {
    const commit = repository.commit({ 'aifactory.yaml': small('one', namespace) }, 'First')
    await make('one')
    const factory = await ready('one', /"First"/)
    expect(factory.status).toMatchObject({ revision: commit, factory: 'one', observedGeneration: 1, failures: 0 })
    expect(factory.status?.history).toMatchObject([{ revision: commit, outcome: 'applied', message: 'First' }])
    const live = await inventory(factory)
    expect(live.every((object) => object !== undefined)).toBe(true)
    expect(live.length).toBe(factory.status?.objects)
  })

  it('that changes something changes that alone', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    const before = versionsOf(await inventory(await ready('one')))
    const commit = repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) }, 'Second')
    const after = versionsOf(await inventory(await ready('one', /"Second"/)))
    expect([...before].filter(([name, version]) => after.get(name) !== version)).toEqual([])
    expect([...after.keys()].filter((name) => !before.has(name)).every((name) => name.includes('views'))).toBe(true)
    expect((await readFactory(objects, namespace, 'one'))?.status?.revision).toBe(commit)
  })

  it('that is broken changes nothing, and is told with file, line, column and code', async () => {
    const good = repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    const before = versionsOf(await inventory(await ready('one')))
    const bad = repository.commit({ 'aifactory.yaml': `${small('one', namespace)}    broken: { fromat: parquet }\n` }, 'Broken')
    const factory = await notReady('one', /aifactory\.yaml:\d+:\d+ AF\d{4} /)
    expect(factory.status).toMatchObject({ revision: good, attemptedRevision: bad })
    expect(factory.status?.history?.[0]).toMatchObject({ revision: bad, outcome: 'failed' })
    expect(factory.status?.conditions?.find(({ type }) => type === 'Stalled')).toMatchObject({ status: 'True', reason: 'CompileFailed' })
    expect(versionsOf(await inventory(factory))).toEqual(before)
    repository.commit({ 'aifactory.yaml': small('one', namespace) }, 'Mended')
    const mended = await ready('one', /"Mended"/)
    expect(mended.status?.conditions?.some(({ type }) => type === 'Stalled')).toBe(false)
  })

  it('elsewhere in the repository writes nothing', async () => {
    repository.commit({ 'team/aifactory.yaml': small('one', namespace) })
    await make('one', { path: 'team' })
    const before = await ready('one')
    repository.commit({ 'README.md': 'hello', 'other/aifactory.yaml': small('two', namespace) })
    await sleep(6_500)
    const after = await readFactory(objects, namespace, 'one')
    expect(after?.metadata.resourceVersion).toBe(before.metadata.resourceVersion)
  })
})

describe('a state that is as it should be', () => {
  it('is not written to, also after a restart', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    const factory = await ready('one')
    await until('its watches have settled', async () =>
      (await readFactory(objects, namespace, 'one'))?.status?.conditions?.some(({ type }) => type === 'Healthy'),
    )
    const before = versionsOf(await inventory(factory))
    const settled = await readFactory(objects, namespace, 'one')
    await running.stop()
    const counted: string[] = []
    running = startController(namespace, { objects: connect({ onAnswer: ({ method }) => counted.push(method) }) })
    await sleep(3_000)
    expect(versionsOf(await inventory(factory))).toEqual(before)
    expect((await readFactory(objects, namespace, 'one'))?.metadata.resourceVersion).toBe(settled?.metadata.resourceVersion)
    expect(counted.filter((method) => method !== 'GET' && method !== 'WATCH')).toEqual([])
  })
})

describe('drift', () => {
  it('is corrected within seconds: a field, and an object that was deleted', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    await ready('one')
    const account = await get('v1', 'ServiceAccount', 'one-jobs')
    await objects.merge(
      account as LiveObject,
      { automountServiceAccountToken: true, metadata: { labels: { mine: 'kept' } } },
      { manager: 'somebody' },
    )
    const started = Date.now()
    await until(
      'the field is corrected',
      async () => (await get('v1', 'ServiceAccount', 'one-jobs'))?.automountServiceAccountToken === false,
    )
    expect(Date.now() - started).toBeLessThan(2_000)
    // What others add beside is theirs.
    expect((await get('v1', 'ServiceAccount', 'one-jobs'))?.metadata.labels).toMatchObject({ mine: 'kept' })
    await objects.delete(account as LiveObject)
    await until('the object is back', async () => (await get('v1', 'ServiceAccount', 'one-jobs')) !== undefined)
    await untilEvent(/^DriftCorrected .*one-jobs differed in automountServiceAccountToken/)
    await untilEvent(/^DriftCorrected .*one-jobs was gone/)
  })

  it('that comes back again and again is a fight: it is told, and corrections wait', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    await ready('one')
    const account = (await get('v1', 'ServiceAccount', 'one-jobs')) as LiveObject
    const end = Date.now() + 15_000
    let written = 0
    while (Date.now() < end && !running.lines.some(({ message }) => message === 'stop')) {
      await objects.merge(account, { automountServiceAccountToken: true }, { manager: 'rival' })
      written++
      await sleep(200)
      const told = (await readFactory(objects, namespace, 'one'))?.status?.conditions?.find(({ type }) => type === 'Ready')
      if (told?.reason === 'Fighting') break
    }
    const factory = await notReady('one', /one-jobs/)
    expect(factory.status?.conditions?.find(({ type }) => type === 'Ready')?.reason).toBe('Fighting')
    expect(written).toBeGreaterThanOrEqual(5)
    const corrections = running.lines.filter(({ message }) => message === 'drift corrected')
    expect(corrections.length).toBeLessThanOrEqual(written)
    expect(JSON.stringify(corrections.at(-1))).toContain('rival')
  })

  it('of an object that a person took out of reconciling is left', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    await ready('one')
    const account = (await get('v1', 'ServiceAccount', 'one-jobs')) as LiveObject
    await objects.merge(
      account,
      { metadata: { annotations: { 'aifactory.dev/reconcile': 'disabled' } }, automountServiceAccountToken: true },
      { manager: 'somebody' },
    )
    await sleep(1_500)
    expect((await get('v1', 'ServiceAccount', 'one-jobs'))?.automountServiceAccountToken).toBe(true)
  })
})

describe('what is no longer in git', () => {
  it('is deleted', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) })
    await make('one')
    const before = await ready('one')
    repository.commit({ 'aifactory.yaml': small('one', namespace) }, 'Fewer')
    const after = await ready('one', /"Fewer"/)
    expect(after.status?.objects).toBeLessThan(before.status?.objects ?? 0)
    const gone = (before.status?.inventory ?? []).filter(({ id }) => !after.status?.inventory?.some((entry) => entry.id === id))
    expect(gone.length).toBeGreaterThan(0)
    for (const { id, v } of gone) expect(await objects.get(refOf(id, v))).toBeUndefined()
  })

  it('stays while it serves, until that is confirmed in git', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace, { extra: SERVED }) })
    await make('one')
    await untilCondition(objects, { namespace, name: 'one' }, 'Ready', 'True')
    repository.commit({ 'aifactory.yaml': small('one', namespace) }, 'No more')
    const held = await notReady('one', /Deployment.* answers requests/)
    expect(held.status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain('aifactory.dev/confirm-prune: "endpoint/api"')
    expect(await get('apps/v1', 'Deployment', 'one-api')).toBeDefined()
    repository.commit(
      { 'aifactory.yaml': small('one', namespace, { annotations: { 'aifactory.dev/confirm-prune': 'endpoint/api' } }) },
      'Confirmed',
    )
    await ready('one', /"Confirmed"/)
    expect(await get('apps/v1', 'Deployment', 'one-api')).toBeUndefined()
  })

  it('goes with its Factory, and stays where the Factory says so', async () => {
    repository.commit({ 'a/aifactory.yaml': small('a', namespace), 'b/aifactory.yaml': small('b', namespace) })
    await make('a', { path: 'a' })
    await make('b', { path: 'b', prune: false })
    await Promise.all([ready('a'), ready('b')])
    await objects.delete(factoryOf(namespace, 'a', spec()))
    await objects.delete(factoryOf(namespace, 'b', spec()))
    await until('both are gone', async () => !(await readFactory(objects, namespace, 'a')) && !(await readFactory(objects, namespace, 'b')))
    expect(await get('v1', 'ServiceAccount', 'a-jobs')).toBeUndefined()
    expect(await get('v1', 'ServiceAccount', 'b-jobs')).toBeDefined()
  })

  it('is left to whom a factory of the same name has handed it', async () => {
    repository.commit({ 'old/aifactory.yaml': small('one', namespace) })
    await make('one', { path: 'old' })
    const before = versionsOf(await inventory(await ready('one')))
    repository.git('mv', 'old', 'new')
    repository.commit({}, 'Moved')
    await objects.merge(factoryOf(namespace, 'one', spec()), { spec: { path: 'new' } })
    const after = await ready('one', /"Moved"/)
    expect(versionsOf(await inventory(after))).toEqual(before)
  })
})

describe('two Factories', () => {
  it('of which one depends on the other come one after the other', async () => {
    repository.commit({ 'a/aifactory.yaml': small('a', namespace), 'b/aifactory.yaml': `${small('b', namespace)}    x: { fromat: y }\n` })
    await make('a', { path: 'a', dependsOn: [{ name: 'b' }] })
    await notReady('a', /waits for .*\/b, which is not there/)
    await make('b', { path: 'b' })
    await notReady('b', /AF\d{4}/)
    await notReady('a', /which is not ready/)
    repository.commit({ 'b/aifactory.yaml': small('b', namespace) })
    await Promise.all([ready('b'), ready('a')])
  })

  it('that wait for each other say so', async () => {
    repository.commit({ 'aifactory.yaml': small('a', namespace) })
    await make('a', { dependsOn: [{ name: 'b' }] })
    await make('b', { dependsOn: [{ name: 'a' }] })
    await notReady('a', /waits for itself: .*\/a -> .*\/b -> .*\/a/)
  })

  it('that render the same objects do not undo each other', async () => {
    repository.commit({ 'aifactory.yaml': small('same', namespace) })
    await make('first')
    await ready('first')
    await make('second')
    await notReady('second', /AF8513 .* is kept by the factory .*\/first/)
    await ready('first')
  })
})

describe('a person', () => {
  it('suspends and resumes', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    await ready('one')
    await objects.merge(factoryOf(namespace, 'one', spec()), { spec: { suspend: true } })
    await untilCondition(objects, { namespace, name: 'one' }, 'Ready', 'Unknown', /suspended/)
    repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) }, 'Meanwhile')
    await poke('one')
    await sleep(1_500)
    expect((await readFactory(objects, namespace, 'one'))?.status?.history?.[0]?.message).toBe('Change')
    await objects.merge(factoryOf(namespace, 'one', spec()), { spec: { suspend: false } })
    await ready('one', /"Meanwhile"/)
  })

  it('asks for a look, and is answered', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one', { interval: '1h' })
    await ready('one')
    repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) }, 'Asked for')
    const value = (await poke('one')).metadata.annotations?.[REQUESTED_AT]
    const factory = await ready('one', /"Asked for"/)
    await until('it is answered', async () => (await readFactory(objects, namespace, 'one'))?.status?.lastHandledReconcileAt === value)
    expect(factory.status?.revision).toBeDefined()
  })
})

describe('the rights of an account', () => {
  it('are those that count: nothing is written without them, and it is once they are granted', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await objects.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'team', namespace } })
    await make('one', { serviceAccountName: 'team' })
    await notReady('one', new RegExp(`AF8504 .*system:serviceaccount:${namespace}:team.*cannot`))
    expect(await get('v1', 'ServiceAccount', 'one-jobs')).toBeUndefined()
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'team', namespace }],
    }
    await objects.create(binding)
    await poke('one')
    await ready('one')
    await objects.delete(binding)
  })
})

describe('an object that others made', () => {
  it('is adopted, with who made it', async () => {
    const metadata = { name: 'one-jobs', namespace, labels: { a: 'b' } }
    await objects.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, { manager: 'kubectl-create' })
    repository.commit({ 'aifactory.yaml': small('one', namespace) })
    await make('one')
    await ready('one')
    await untilEvent(/^Adopted .*one-jobs was made by kubectl-create/)
  })
})

describe('a controller that was killed after it wrote, before it noted what', () => {
  it('knows by their labels what is its own, and deletes what is no longer in git', async () => {
    repository.commit({ 'aifactory.yaml': small('one', namespace, { sources: ['clicks', 'views'] }) })
    await make('one')
    const factory = await ready('one')
    await running.stop()
    const lost = (factory.status?.inventory ?? []).filter(({ id }) => !id.includes('views'))
    await objects.merge(factoryOf(namespace, 'one', spec()), { status: { inventory: lost } }, { subresource: 'status' })
    repository.commit({ 'aifactory.yaml': small('one', namespace) }, 'Fewer')
    running = startController(namespace)
    await ready('one', /"Fewer"/)
    for (const { id, v } of factory.status?.inventory ?? [])
      if (id.includes('views')) expect(await objects.get(refOf(id, v))).toBeUndefined()
  })
})

function versionsOf(live: readonly (LiveObject | undefined)[]): Map<string, string | undefined> {
  return new Map(live.map((object) => [`${object?.kind}/${object?.metadata.name}`, object?.metadata.resourceVersion]))
}
