import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { parse, parseAllDocuments, stringify } from 'yaml'
import type { LiveObject } from '../../../reconciler/platforms/kubernetes/live-object.js'
import { type GitServer, startGitServer } from '../../../reconciler/testing/git-server.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import type { FactoryResource } from '../../../schema/crds/factory.js'
import { connect, until } from './cluster.js'
import { Repository, small } from './repository.js'

const ROOT = new URL('../../..', import.meta.url).pathname
const NAMESPACE = 'aifactory-system'
const run = promisify(execFile)
const aifactory = (...args: string[]) =>
  run(process.execPath, [join(ROOT, 'bin/aifactory.js'), ...args], { env: { ...process.env, KUBECONFIG: inject('kubeconfig') } })
const kubectl = async (...args: string[]): Promise<string> =>
  (await run('bash', [join(ROOT, 'test/cluster/harness'), 'kubectl', '--kubeconfig', inject('kubeconfig'), ...args], { maxBuffer: 64e6 }))
    .stdout

const objects = connect()
const folder = mkdtempSync(join(tmpdir(), 'aifactory-install-'))
const repository = new Repository()
const team = `team-${process.pid}`
let git: GitServer
const replicas: Replica[] = []

interface Replica {
  readonly process: ChildProcess
  readonly lines: { readonly message?: string; readonly msg?: string; readonly port?: number; readonly webhookPort?: number }[]
}

/** What other tests have left. */
let before: ReadonlySet<string>

beforeAll(async () => {
  before = new Set((await everything()).map(nameOf))
  git = await startGitServer({ root: join(repository.dir, '..') })
})
afterAll(async () => {
  for (const { process: child } of replicas) child.kill('SIGKILL')
  await git.close()
  repository.remove()
  rmSync(folder, { recursive: true, force: true })
})

describe('aifactory install', () => {
  it('makes what it prints, and nothing the second time', async () => {
    const printed = parseAllDocuments((await aifactory('install')).stdout).map((document) => document.toJS() as LiveObject)
    const dry = await aifactory('install', '--apply', '--dry-run')
    expect(dry.stderr).toContain('nothing was written')
    await aifactory('install', '--apply')
    for (const object of printed) expect(await objects.get(object), `${object.kind}/${object.metadata.name}`).toBeDefined()
    const again = (await aifactory('install', '--apply')).stdout.trim().split('\n')
    expect(again.filter((line) => !line.startsWith('as it was'))).toEqual([])
    expect(again).toHaveLength(printed.length)
  })

  it('gives the controller no right that it does not need', async () => {
    const may = async (verb: string, resource: string, group = '', namespace?: string): Promise<boolean> => {
      const review = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: `system:serviceaccount:${NAMESPACE}:aifactory-controller`,
          groups: [],
          resourceAttributes: { verb, resource, group, namespace },
        },
      }
      const { status } = await objects.client.request<{ status: { allowed: boolean } }>({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        body: review,
      })
      return status.allowed
    }
    for (const [verb, resource, group] of [
      ['list', 'secrets'],
      ['watch', 'secrets'],
      ['create', 'secrets'],
      ['create', 'pods'],
      ['create', 'pods/exec'],
      ['delete', 'nodes'],
      ['create', 'serviceaccounts/token'],
      ['impersonate', 'serviceaccounts'],
      ['create', 'clusterrolebindings', 'rbac.authorization.k8s.io'],
      ['escalate', 'roles', 'rbac.authorization.k8s.io'],
      ['bind', 'clusterroles', 'rbac.authorization.k8s.io'],
      ['delete', 'customresourcedefinitions', 'apiextensions.k8s.io'],
      ['update', 'leases', 'coordination.k8s.io'],
    ] as const) {
      expect(await may(verb, resource, group), `${verb} ${resource}`).toBe(false)
    }
    expect(await may('update', 'leases', 'coordination.k8s.io', NAMESPACE)).toBe(true)
    expect(await may('get', 'secrets')).toBe(true)
  })

  it("adds our kinds to the cluster's own roles", async () => {
    // The controller of the API server's manager adds them; without one, the labels are what it goes by.
    const role = await objects.get({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'aifactory-view' },
    })
    expect(role?.metadata.labels).toMatchObject({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' })
  })

  it('is the same by kustomize and by Helm', async () => {
    const printed = objectsOf((await aifactory('install')).stdout)
    expect(objectsOf(await kubectl('kustomize', join(ROOT, 'deploy/kustomize')))).toEqual(printed)
    const helm = async (...args: string[]): Promise<string> =>
      (
        await run(
          helmProgram(),
          ['template', 'aifactory', join(ROOT, 'deploy/helm/aifactory'), '--namespace', NAMESPACE, '--include-crds', ...args],
          { maxBuffer: 64e6 },
        )
      ).stdout
    const withoutNamespace = (all: Map<string, unknown>): Map<string, unknown> =>
      new Map([...all].filter(([name]) => !name.startsWith('Namespace/')))
    expect(objectsOf(await helm())).toEqual(withoutNamespace(printed))
    const chosen = [
      '--image',
      'registry.example/a:1',
      '--replicas',
      '3',
      '--impersonation',
      '--default-service-account',
      'team',
      '--service-monitor',
      '--controller-arg=--workers=4',
      '--controller-arg=--selector=a=b',
    ]
    const values = [
      'image=registry.example/a:1',
      'replicas=3',
      'impersonation=true',
      'defaultServiceAccount=team',
      'serviceMonitor=true',
      'args={--workers=4,--selector=a=b}',
    ]
    expect(objectsOf(await helm(...values.flatMap((value) => ['--set', value])))).toEqual(
      withoutNamespace(objectsOf((await aifactory('install', ...chosen)).stdout)),
    )
  })
})

describe('two replicas, with the rights that were installed', () => {
  it('bring a commit into force, as kubectl wait sees', async () => {
    repository.commit({ 'aifactory.yaml': small('one', team) }, 'First')
    await objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: team } })
    await start()
    await start()
    await objects.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'hook', namespace: team },
      data: { token: Buffer.from('s3cret').toString('base64') },
    } as LiveObject)
    const spec = {
      repository: `${git.url}/${repository.dir.split('/').at(-1)}/.git`,
      interval: '1h',
      webhook: { provider: 'github', secretRef: { name: 'hook' } },
    }
    await objects.apply({ apiVersion: API_VERSION, kind: 'Factory', metadata: { name: 'one', namespace: team }, spec } as LiveObject)
    expect(await kubectl('-n', team, 'wait', '--for=condition=Ready', 'factory/one', '--timeout=30s')).toContain('condition met')
    const table = await kubectl('-n', team, 'get', 'factories')
    expect(table).toMatch(/NAME\s+READY\s+REVISION\s+OBJECTS\s+MODELS\s+STATUS\s+AGE\n/)
    expect(table).toMatch(/one\s+True\s+[0-9a-f]{40}\s+\d+\s+.*objects as in/)
    expect(replicas.filter(works)).toHaveLength(1)
  })

  it('hear of a push by whichever of them is called, and refuse who cannot sign', async () => {
    const factory = await readOne()
    const path = factory?.status?.webhookPath ?? ''
    expect(path).toMatch(/^\/hooks\/[0-9a-f]{40}$/)
    const commit = repository.commit({ 'aifactory.yaml': small('one', team, { sources: ['clicks', 'views'] }) }, 'Pushed')
    const body = JSON.stringify({ ref: 'refs/heads/main', repository: { clone_url: factory?.spec.repository } })
    const waiting = replicas.find((replica) => !works(replica)) as Replica
    const deliver = (secret: string) =>
      fetch(`http://127.0.0.1:${portOf(waiting, 'webhookPort')}${path}`, {
        method: 'POST',
        body,
        headers: {
          'x-github-event': 'push',
          'x-github-delivery': 'd1',
          'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        },
      })
    expect((await deliver('wrong')).status).toBe(401)
    expect((await deliver('s3cret')).status).toBe(202)
    await until('the push is in force', async () => (await readOne())?.status?.revision === commit, 10_000)
  })

  it('say how they fare', async () => {
    const leader = replicas.find(works) as Replica
    const get = async (path: string): Promise<string> => (await fetch(`http://127.0.0.1:${portOf(leader, 'port')}${path}`)).text()
    expect([await get('/healthz'), await get('/readyz')]).toEqual(['ok\n', 'ok\n'])
    const metrics = await get('/metrics')
    for (const line of [
      'aifactory_controller_leader 1',
      'aifactory_controller_factories{state="ready"} 1',
      'aifactory_controller_reconciles_total{outcome="in-force"}',
      'aifactory_controller_api_requests_total{method="PATCH",status="200"}',
    ])
      expect(metrics).toContain(line)
  })

  it('take over from each other: the second goes on when the first is killed', async () => {
    const leader = replicas.find(works) as Replica
    leader.process.kill('SIGKILL')
    const other = replicas.find((replica) => replica !== leader) as Replica
    await until('the other works', async () => works(other), 30_000)
    const commit = repository.commit({ 'aifactory.yaml': small('one', team) }, 'After the fall')
    await kubectl('-n', team, 'annotate', 'factory/one', `reconcile.aifactory.dev/requestedAt=${Date.now()}`)
    await until('it goes on', async () => (await readOne())?.status?.revision === commit, 15_000)
  })

  it('let go of the lease when they are asked to end', async () => {
    const last = replicas.find(({ process: child }) => child.exitCode === null && child.signalCode === null) as Replica
    await start()
    const next = replicas.at(-1) as Replica
    const started = Date.now()
    last.process.kill('SIGTERM')
    await until('the next works', async () => works(next), 10_000)
    expect(Date.now() - started).toBeLessThan(8_000)
    await until('it ended', async () => last.process.exitCode !== null)
    expect(last.process.exitCode).toBe(0)
  })
})

describe('aifactory uninstall', () => {
  it('leaves nothing behind', async () => {
    expect((await readOne())?.status?.objects).toBeGreaterThan(5)
    await aifactory('uninstall', '--yes')
    await until('our kinds are gone', async () => !(await objects.client.find({ path: `/apis/${API_VERSION}` })))
    // What only waits for the manager of the cluster, which does not run here, is on its way out.
    const there = (await everything()).filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(nameOf)
    expect(there.filter((name) => !before.has(name))).toEqual([])
  })

  it('says so where there is nothing', async () => {
    const { stderr } = await aifactory('uninstall', '--yes')
    expect(stderr).toContain('deletes 0 factories')
  })
})

/** Starts `aifactory controller` as a pod of the installation would be: with a token of its account. */
async function start(): Promise<void> {
  const { status } = await objects.client.request<{ status: { token: string } }>({
    method: 'POST',
    path: `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/aifactory-controller/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  })
  const config = parse(readFileSync(inject('kubeconfig'), 'utf8'))
  config.users = [{ name: 'admin', user: { token: status.token } }]
  const path = join(folder, `kubeconfig-${replicas.length}`)
  writeFileSync(path, stringify(config))
  const args = [
    'controller',
    '--kubeconfig',
    path,
    '--namespace',
    NAMESPACE,
    '--git-protocols',
    'http',
    '--port',
    '0',
    '--webhook-port',
    '0',
    '--cache-dir',
    join(folder, `cache-${replicas.length}`),
  ]
  const child = spawn(process.execPath, [join(ROOT, 'bin/aifactory.js'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const replica: Replica = { process: child, lines: [] }
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) replica.lines.push(JSON.parse(line))
  })
  replicas.push(replica)
  await until('it has started', async () => replica.lines.some(({ msg }) => msg === 'started'), 30_000)
}

const works = ({ process: child, lines }: Replica): boolean =>
  child.exitCode === null &&
  child.signalCode === null &&
  lines.some(({ msg }) => msg === 'works') &&
  !lines.some(({ msg }) => msg === 'stopped')
const portOf = ({ lines }: Replica, name: 'port' | 'webhookPort'): number | undefined => lines.find(({ msg }) => msg === 'started')?.[name]
const readOne = () => objects.get<FactoryResource>({ apiVersion: API_VERSION, kind: 'Factory', metadata: { name: 'one', namespace: team } })

/** By kind and name, so that the order of files does not count. */
function objectsOf(text: string): Map<string, unknown> {
  const found = parseAllDocuments(text)
    .map((document) => document.toJS() as LiveObject | null)
    .filter((object) => object !== null)
  return new Map(found.map((object) => [`${object.kind}/${object.metadata.name}`, object] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function helmProgram(): string {
  return process.env.HELM ?? 'helm'
}

/** Whatever bears our name, of all kinds that the server has. */
async function everything(): Promise<LiveObject[]> {
  const found: LiveObject[] = []
  const groups = await objects.client.request<{ groups: { preferredVersion: { groupVersion: string } }[] }>({ path: '/apis' })
  for (const version of ['v1', ...groups.groups.map(({ preferredVersion }) => preferredVersion.groupVersion)]) {
    const list = await objects.client.find<{ resources: { kind: string; name: string; verbs: string[] }[] }>({
      path: version === 'v1' ? '/api/v1' : `/apis/${version}`,
    })
    for (const { kind, name, verbs } of list?.resources ?? []) {
      if (!verbs.includes('list') || name.includes('/') || kind === 'Event') continue
      found.push(...(await objects.all<LiveObject>({ apiVersion: version, kind })).filter(isOurs))
    }
  }
  return found
}

const nameOf = ({ kind, metadata }: LiveObject): string => `${kind}/${metadata.namespace}/${metadata.name}`

function isOurs({ kind, metadata }: LiveObject): boolean {
  const labels = metadata.labels ?? {}
  return (
    labels['app.kubernetes.io/managed-by'] === 'aifactory' ||
    labels['app.kubernetes.io/name'] === 'aifactory' ||
    (kind === 'Lease' && metadata.name.startsWith('aifactory'))
  )
}
