import { beforeAll, describe, expect, it } from 'vitest'
import { customResourceDefinitions, DEFINITIONS } from '../../../schema/crds/crds.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import { connect, installKinds, newNamespace } from './cluster.js'

const objects = connect()
let namespace: string
beforeAll(async () => {
  await installKinds(objects)
  namespace = await newNamespace(objects)
})

const DIGEST = 'a'.repeat(64)
const factory = (spec: object, name = 'f') => ({
  apiVersion: API_VERSION,
  kind: 'Factory',
  metadata: { name, namespace },
  spec: { repository: 'https://example.com/r.git', ...spec },
})
const run = (job: object, name = 'r') => ({
  apiVersion: API_VERSION,
  kind: 'TrainingRun',
  metadata: { name, namespace },
  spec: { factory: 'f', kind: 'Train', subject: 'm', key: DIGEST, job },
})

describe('our kinds', () => {
  it('are structural and established', async () => {
    for (const { metadata } of customResourceDefinitions()) {
      const live = await objects.get<{ status: { conditions: { type: string; status: string }[] } }>({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata,
      })
      expect(live?.status.conditions.map(({ type, status }) => `${type} ${status}`).sort()).toEqual([
        'Established True',
        'NamesAccepted True',
      ])
    }
  })

  it('are found by their short names and together', async () => {
    const list = await objects.client.request<{ resources: { kind: string; shortNames?: string[]; categories?: string[] }[] }>({
      path: `/apis/${API_VERSION}`,
    })
    for (const { kind, shortNames } of DEFINITIONS) {
      const found = list.resources.find((resource) => resource.kind === kind && resource.shortNames)
      expect(found).toMatchObject({ shortNames, categories: ['aifactory'] })
    }
  })
})

describe('a Factory', () => {
  it('gets its defaults from the server', async () => {
    const { live } = await objects.apply(factory({}))
    expect(live.spec).toMatchObject({
      path: '.',
      interval: '5m',
      timeout: '10m',
      prune: true,
      pruneLimit: 50,
      suspend: false,
      force: false,
    })
  })

  it.each([
    ['an address that is none', { repository: 'not an address' }, /spec\.repository/],
    ['two refs', { ref: { branch: 'a', tag: 'b' } }, /one of branch, tag, semver and commit/],
    ['a path that leaves the repository', { path: 'a/../../b' }, /stays inside the repository/],
    ['a rooted path', { path: '/etc' }, /stays inside the repository/],
    ['an interval that is too short', { interval: '2s' }, /between 5s and 24h/],
    ['an interval that is too long', { interval: '25h' }, /between 5s and 24h/],
    ['an interval in words', { interval: 'hourly' }, /spec\.interval/],
    ['more than all', { pruneLimit: 101 }, /less than or equal to 100/],
    ['a field that does not exist', { repo: 'x' }, /unknown field "spec\.repo"|field not declared in schema/],
  ])('is refused with %s', async (_what, spec, message) => {
    await expect(objects.apply(factory(spec, 'refused'), { force: true })).rejects.toThrow(message)
  })

  it('keeps its status apart from its specification', async () => {
    const made = await objects.apply(factory({}, 'apart'))
    await objects.merge(factory({}, 'apart'), { status: { revision: 'abc' } })
    expect((await objects.get(factory({}, 'apart')))?.status).toBeUndefined()
    const written = await objects.merge(factory({}, 'apart'), { status: { revision: 'abc' } }, { subresource: 'status' })
    expect(written.status).toEqual({ revision: 'abc' })
    expect(written.metadata.generation).toBe(made.live.metadata.generation)
  })

  it('is shown at a glance', async () => {
    const { columnDefinitions } = await table('factories')
    expect(columnDefinitions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Ready', 'Revision', 'Objects', 'Models', 'Status', 'Age']),
    )
  })
})

describe('a TrainingRun', () => {
  it('never changes, down to the last parameter', async () => {
    await objects.apply(run({ kind: 'Train', trainer: { parameters: { epochs: 3 } } }))
    const changed = run({ kind: 'Train', trainer: { parameters: { epochs: 4 } } })
    await expect(objects.apply(changed, { force: true })).rejects.toThrow(/never changes/)
    await expect(objects.merge(run({}), { spec: { subject: 'other' } })).rejects.toThrow(/never changes/)
  })

  it('stays succeeded', async () => {
    const name = run({ kind: 'Train' }, 'done')
    await objects.apply(name)
    const status = (patch: object) => objects.merge(name, { status: patch }, { subresource: 'status' })
    await status({ phase: 'Failed', reason: 'out of memory' })
    await expect(status({ phase: 'Succeeded' })).rejects.toThrow(/says when/)
    await status({ phase: 'Running' })
    await status({ phase: 'Succeeded', finishedAt: '2026-01-01T00:00:00Z' })
    await expect(status({ phase: 'Running' })).rejects.toThrow(/stays so/)
  })

  it('is named by a digest', async () => {
    const { spec, ...rest } = run({}, 'bad')
    const short = { ...rest, spec: { ...spec, key: 'short' } }
    await expect(objects.apply(short)).rejects.toThrow(/spec\.key/)
  })
})

describe('a ModelVersion', () => {
  const version = {
    apiVersion: API_VERSION,
    kind: 'ModelVersion',
    metadata: {
      name: 'm-1',
      get namespace() {
        return namespace
      },
    },
    spec: { factory: 'f', model: 'm', version: 1, digest: DIGEST, modelSha256: DIGEST, createdAt: '2026-01-01T00:00:00Z' },
  }
  it('that live traffic rejected is rejected for good', async () => {
    await objects.apply(version)
    await expect(objects.merge(version, { spec: { version: 2 } })).rejects.toThrow(/a version never changes/)
    await objects.merge(version, { status: { state: 'rejected', rejectedBy: 'gates' } }, { subresource: 'status' })
    await objects.merge(version, { status: { state: 'champion', rejectedBy: null } }, { subresource: 'status' })
    await objects.merge(version, { status: { state: 'rejected', rejectedBy: 'live' } }, { subresource: 'status' })
    await expect(objects.merge(version, { status: { state: 'champion' } }, { subresource: 'status' })).rejects.toThrow(/for good/)
  })
})

describe('a Rollout', () => {
  it('takes one word about a version', async () => {
    const rollout = {
      apiVersion: API_VERSION,
      kind: 'Rollout',
      metadata: { name: 'e', namespace },
      spec: { factory: 'f', endpoint: 'e', model: 'm' },
    }
    await objects.apply(rollout)
    await expect(objects.merge(rollout, { spec: { approvedVersion: 2, abortVersion: 2 } })).rejects.toThrow(/not both/)
    await expect(objects.merge(rollout, { spec: { endpoint: 'other' } })).rejects.toThrow(/stays with its endpoint/)
  })
})

function table(plural: string): Promise<{ columnDefinitions: { name: string }[] }> {
  return new Promise((resolve, reject) => {
    objects.client
      .open({ path: `/apis/${API_VERSION}/namespaces/${namespace}/${plural}`, accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
      .then(async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        resolve(JSON.parse(Buffer.concat(chunks).toString()))
      }, reject)
  })
}
