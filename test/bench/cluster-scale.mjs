// A thousand Factories of ten objects each on a real kube-apiserver, kept by one controller in a process of its own: how long until
// all are in force, what a steady state costs, how long one commit and one drift take, and what ten broken ones do to the others.
//   node test/bench/cluster-scale.mjs [--factories 1000] [--json FILE]
// Flux publishes 4 min 15 s and 175 MiB for 1,000 Kustomizations on 2 CPUs (flux-benchmark); its machine is another.
import { execFileSync, spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const option = (name, preset) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : preset)
const COUNT = Number(option('--factories', 1000))
const LIMITS = { converged: 120, requests: 5, commit: 3, drift: 2, memory: 400 }
const BROKEN = 10

const work = mkdtempSync(join(tmpdir(), 'aifactory-scale-'))
const repository = join(work, 'repository')
const env = { ...process.env, AIFACTORY_CLUSTER_RUN: join(work, 'cluster') }
const harness = (...args) => execFileSync('bash', [at('../cluster/harness'), ...args], { env, encoding: 'utf8' })
const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
    cwd: repository,
    encoding: 'utf8',
  }).trim()
const name = (index) => `f${String(index).padStart(4, '0')}`
let controller

async function measure() {
  const { Objects, ApiClient, fromKubeconfig, customResourceDefinitions } = await library()
  const kubeconfig = harness('up').trim()
  const objects = new Objects(new ApiClient(fromKubeconfig({ paths: [kubeconfig] })))
  await prepare(objects, customResourceDefinitions())
  const load = loadavg()[0]
  const figures = { factories: COUNT, cpus: cpus().length, loadBefore: load }

  const started = performance.now()
  controller = await startController(kubeconfig)
  await until('all are in force', async () => (await metric('aifactory_controller_factories{state="ready"}')) >= COUNT, 900, 500)
  figures.convergedSeconds = seconds(started)
  figures.objects = await metric('aifactory_controller_objects')
  figures.requestsToConverge = await requests()
  figures.rssAfterConvergence = await memory()
  figures.cpuSecondsToConverge = {
    controller: cpuSeconds(controller.child.pid),
    apiServer: cpuSeconds(serverPid('kube-apiserver')),
    etcd: cpuSeconds(serverPid('etcd')),
  }
  say(
    `${COUNT} factories, ${figures.objects} objects in force after ${figures.convergedSeconds.toFixed(1)} s; ${figures.requestsToConverge} requests; ${figures.rssAfterConvergence.rss} MiB; processor time ${JSON.stringify(figures.cpuSecondsToConverge)} s`,
  )

  await sleep(20_000)
  const before = { versions: await versions(objects), requests: await requests(), writes: await requests('PATCH|POST|DELETE') }
  const quiet = performance.now()
  await sleep(60_000)
  const lasted = seconds(quiet)
  figures.steadyRequestsPerSecond = ((await requests()) - before.requests) / lasted
  figures.steadyWrites = (await requests('PATCH|POST|DELETE')) - before.writes
  const after = await versions(objects)
  figures.steadyChangedObjects = [...after].filter(([id, version]) => before.versions.get(id) !== version).length
  say(
    `steady state of ${lasted.toFixed(0)} s: ${figures.steadyRequestsPerSecond.toFixed(2)} requests a second with the lease, ${figures.steadyWrites} writes, ${figures.steadyChangedObjects} objects changed`,
  )

  figures.commitSeconds = []
  for (const index of [7, COUNT / 2, COUNT - 3].map(Math.floor)) figures.commitSeconds.push(await timeCommit(objects, index))
  say(`one commit to applied, by webhook: ${figures.commitSeconds.map((s) => s.toFixed(2)).join(', ')} s`)

  figures.driftSeconds = []
  for (const index of [11, COUNT / 3, COUNT - 5].map(Math.floor)) figures.driftSeconds.push(await timeDrift(objects, index))
  say(`drift of one object corrected: ${figures.driftSeconds.map((s) => s.toFixed(2)).join(', ')} s`)

  await breakSome(objects)
  figures.commitSecondsBesideBroken = []
  for (const index of [21, COUNT / 2 + 9].map(Math.floor)) figures.commitSecondsBesideBroken.push(await timeCommit(objects, index))
  say(`one commit to applied beside ${BROKEN} broken factories: ${figures.commitSecondsBesideBroken.map((s) => s.toFixed(2)).join(', ')} s`)

  figures.memory = await memory()
  figures.loadAfter = loadavg()[0]
  say(
    `memory of the controller: ${figures.memory.rss} MiB, at most ${figures.memory.peak} MiB; load of the machine ${load.toFixed(1)} before, ${figures.loadAfter.toFixed(1)} after`,
  )
  const reached = {
    converged: figures.convergedSeconds < LIMITS.converged,
    quiet: figures.steadyRequestsPerSecond < LIMITS.requests && figures.steadyChangedObjects === 0,
    commit: Math.max(...figures.commitSeconds) < LIMITS.commit,
    drift: Math.max(...figures.driftSeconds) < LIMITS.drift,
    besideBroken: Math.max(...figures.commitSecondsBesideBroken) < LIMITS.commit,
    memory: figures.memory.peak < LIMITS.memory,
  }
  for (const [what, is] of Object.entries(reached)) console.log(`${is ? 'reached' : 'NOT REACHED'}: ${what}`)
  const file = option('--json')
  if (file) writeFileSync(file, `${JSON.stringify({ ...figures, reached }, undefined, 2)}\n`)
}

/** A repository with a folder for each factory, and a Factory for each folder. */
async function prepare(objects, definitions) {
  for (const crd of definitions) await objects.apply(crd, { force: true })
  mkdirSync(repository)
  git('init', '-q', '-b', 'main')
  for (let index = 0; index < COUNT; index++) write(index, ['clicks'])
  git('add', '-A')
  git('commit', '-qm', 'A thousand factories')
  for (const namespace of ['factories', 'aifactory-system'])
    await objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'hook', namespace: 'factories' }, stringData: { token: 'secret' } }
  await objects.create(secret)
  await until(
    'our kinds are served',
    async () => (await objects.client.find({ path: '/apis/aifactory.dev/v1alpha1' }))?.resources.length >= 10,
    30,
  )
  const indices = Array.from({ length: COUNT }, (_, index) => index)
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let index = indices.pop(); index !== undefined; index = indices.pop()) await objects.create(factory(index))
    }),
  )
  say(`${COUNT} Factories are made`)
}

const factory = (index, repositoryUrl = `file://${repository}`) => ({
  apiVersion: 'aifactory.dev/v1alpha1',
  kind: 'Factory',
  metadata: { name: name(index), namespace: 'factories' },
  spec: {
    repository: repositoryUrl,
    path: name(index),
    interval: '5m',
    // One of them is told of pushes; all that follow the repository hear of it.
    ...(index === 0 && { webhook: { provider: 'github', secretRef: { name: 'hook' } } }),
  },
})

function write(index, sources, extra = '') {
  mkdirSync(join(repository, name(index)), { recursive: true })
  const lines = sources.map((source) => `    ${source}: { format: parquet, path: data/${source}.parquet, timestampField: at }\n`).join('')
  writeFileSync(
    join(repository, name(index), 'aifactory.yaml'),
    `apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: ${name(index)} }\nspec:\n  sources:\n${lines}${extra}`,
  )
}

/** From the end of `git commit`, which a hook tells of, to the objects of it being there and the status saying so. */
async function timeCommit(objects, index) {
  write(index, ['clicks', 'views'])
  git('add', '-A')
  git('commit', '-qm', `Change ${name(index)}`)
  const commit = git('rev-parse', 'HEAD')
  const started = performance.now()
  await push(objects)
  await until(`the commit for ${name(index)}`, async () => (await read(objects, index)).status?.revision === commit, 60)
  return seconds(started)
}

async function push(objects) {
  const { status, spec } = await read(objects, 0)
  // A repository on a disk has no address that forges know: any names one, and it is only a hint.
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    after: git('rev-parse', 'HEAD'),
    repository: { clone_url: `https://example.com${new URL(spec.repository).pathname}` },
  })
  const answer = await fetch(`http://127.0.0.1:${controller.webhookPort}${status.webhookPath}`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`,
    },
  })
  if (answer.status !== 202) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`)
}

async function timeDrift(objects, index) {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `${name(index)}-jobs`, namespace: name(index) } }
  await objects.merge(account, { automountServiceAccountToken: true }, { manager: 'by-hand' })
  const started = performance.now()
  await until('the drift is corrected', async () => (await objects.get(account)).automountServiceAccountToken === false, 60)
  return seconds(started)
}

/** Files that do not compile, and Factories of a repository that is not there. */
async function breakSome(objects) {
  for (let index = 100; index < 100 + BROKEN / 2; index++) write(index, ['clicks'], '    broken: { fromat: parquet }\n')
  git('add', '-A')
  git('commit', '-qm', 'Break some')
  await push(objects)
  for (let index = 0; index < BROKEN / 2; index++) await objects.create(factory(COUNT + index, `file://${work}/not-there-${index}`))
  await until(
    'they are broken',
    async () => (await read(objects, 100 + BROKEN / 2 - 1)).status.conditions.some(({ reason }) => reason === 'CompileFailed'),
    60,
  )
  say(`${BROKEN} factories are broken`)
}

const read = (objects, index) =>
  objects.get({ apiVersion: 'aifactory.dev/v1alpha1', kind: 'Factory', metadata: { name: name(index), namespace: 'factories' } })

async function versions(objects) {
  const found = new Map()
  const kinds = [
    ['v1', 'ServiceAccount'],
    ['v1', 'ConfigMap'],
    ['v1', 'PersistentVolumeClaim'],
    ['batch/v1', 'Job'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['rbac.authorization.k8s.io/v1', 'Role'],
    ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
    ['v1', 'Namespace'],
    ['aifactory.dev/v1alpha1', 'Factory'],
  ]
  for (const [apiVersion, kind] of kinds) {
    await objects.list({ apiVersion, kind }, ({ metadata }) =>
      found.set(`${kind}/${metadata.namespace}/${metadata.name}`, metadata.resourceVersion),
    )
  }
  return found
}

async function startController(kubeconfig) {
  const args = [
    at('../../bin/aifactory.js'),
    'controller',
    '--kubeconfig',
    kubeconfig,
    '--namespace',
    'aifactory-system',
    '--git-protocols',
    'file',
    '--port',
    '0',
    '--webhook-port',
    '0',
    '--cache-dir',
    join(work, 'cache'),
    '--log-level',
    'info',
  ]
  const child = spawn(process.execPath, ['--max-old-space-size=384', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const errors = []
  const ports = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the controller ended: ${errors.join('\n')}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line)
      if (entry.level === 'error' || entry.level === 'warn') errors.push(line)
      if (entry.level === 'error') console.error(line)
      if (entry.msg === 'started') resolve(entry)
    })
  })
  return { child, port: ports.port, webhookPort: ports.webhookPort }
}

async function metrics() {
  return (await fetch(`http://127.0.0.1:${controller.port}/metrics`)).text()
}

async function metric(series) {
  const line = (await metrics()).split('\n').find((text) => text.startsWith(`${series} `))
  return Number(line?.split(' ').at(-1) ?? 0)
}

/** Requests that the controller has sent, each watch as one. */
async function requests(methods = '.*') {
  const pattern = new RegExp(`^aifactory_controller_api_requests_total\\{method="(${methods})"`)
  return (await metrics())
    .split('\n')
    .filter((line) => pattern.test(line))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** Resident set of the controller in MiB: now, and the most it was. */
async function memory() {
  const text = readFileSync(`/proc/${controller.child.pid}/status`, 'utf8')
  const mib = (field) => Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1]) / 1024)
  return { rss: mib('VmRSS'), peak: mib('VmHWM') }
}

/** Seconds of processor time that a process has used. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const serverPid = (part) => readFileSync(join(work, 'cluster', `${part}.pid`), 'utf8').trim()

async function library() {
  const bundle = join(work, 'library.mjs')
  await build({
    stdin: {
      contents: `export { Objects } from './reconciler/platforms/kubernetes/client/objects.js'
export { ApiClient } from './reconciler/platforms/kubernetes/client/api-client.js'
export { fromKubeconfig } from './reconciler/platforms/kubernetes/client/kubeconfig.js'
export { customResourceDefinitions } from './schema/crds/crds.js'`,
      resolveDir: at('../..'),
      loader: 'ts',
    },
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    logLevel: 'warning',
  })
  return import(pathToFileURL(bundle).href)
}

async function until(what, check, limitSeconds, pauseMs = 50) {
  const end = Date.now() + limitSeconds * 1000
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited ${limitSeconds} s for: ${what}`)
    await sleep(pauseMs)
  }
}

function seconds(started) {
  return (performance.now() - started) / 1000
}

function say(text) {
  console.log(text)
}

try {
  await measure()
} finally {
  controller?.child.kill('SIGKILL')
  harness('down')
  rmSync(work, { recursive: true, force: true })
}
