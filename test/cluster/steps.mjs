// Runs what the rendered Jobs would run, as their containers would, on this machine: `node steps.mjs FOLDER EXAMPLE NOW`.
// Jobs are started in the order of their names, again and again while they say that something is not there yet, as the Job
// controller does. CronJobs run once. NOW is the time that they take it to be.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'

const NOT_YET = 75
const [folder, example, now] = process.argv.slice(2)
const root = mkdtempSync(join(tmpdir(), 'aifactory-steps-'))
const program = resolve('dist/job.js')
const objects = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => parse(readFileSync(join(folder, file), 'utf8')))
const configs = new Map(objects.filter(({ kind }) => kind === 'ConfigMap').map((object) => [object.metadata.name, object.data]))

const places = { '/var/lib/aifactory': 'volume', '/workspace': 'workspace', '/tmp': 'scratch' }
/** A step's file with the folders of the container replaced by those of this machine. */
const localized = (text) =>
  text.replaceAll(/"(\/var\/lib\/aifactory|\/workspace|\/tmp)(?=["/])/g, (_, inside) => `"${join(root, places[inside])}`)

let failed = 0
let passed = 0
const verdict = (what, problem) => {
  if (problem) failed++
  else passed++
  if (problem) console.log(`FAIL ${what}: ${problem}`)
}

/** Runs a pod's containers one after another, as init containers do. */
function runPod({ metadata, kind, spec }) {
  const template = (kind === 'CronJob' ? spec.jobTemplate.spec : spec).template.spec
  const config = template.volumes.find(({ name }) => name === 'steps').configMap.name
  for (const container of [...(template.initContainers ?? []), ...template.containers]) {
    const file = container.command.at(-1).split('/').at(-1)
    const path = join(root, `${metadata.name}-${file}`)
    writeFileSync(path, localized(configs.get(config)[file]))
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--step', path], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, AIFACTORY_RUN: metadata.name, AIFACTORY_CLOCK_OFFSET_MS: String(Date.parse(now) - Date.now()) },
    })
    const messages = stdout.split('\n').filter((line) => line.includes('"log"'))
    if (status !== 0) return { status, messages: `${messages.at(-1) ?? ''}${stderr}`.slice(-500) }
  }
  return { status: 0, messages: '' }
}

/** Does what the control plane does when a version has passed: says where it is, for each file of a champion that a step names. */
function promote() {
  const steps = [...configs.values()].flatMap((data) => Object.values(data)).map((text) => JSON.parse(localized(text)))
  for (const path of new Set(steps.flatMap(({ champion }) => champion ?? []))) {
    const evaluate = steps.find(
      ({ job, champion, places }) => job?.kind === 'Evaluate' && champion === path && !places.outputDir.includes('{run}'),
    )
    if (!evaluate) continue
    const { modelDir, datasetDir, outputDir } = evaluate.places
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify({ version: 1, modelDir, datasetDir, evaluationDir: outputDir }))
  }
}

function runJobs(jobs) {
  let waiting = jobs
  for (let round = 1; waiting.length > 0 && round <= jobs.length; round++) {
    waiting = waiting.filter((job) => {
      const started = Date.now()
      const { status, messages } = runPod(job)
      if (status === NOT_YET) return true
      console.log(`   ${job.metadata.name}: status ${status}, ${((Date.now() - started) / 1000).toFixed(1)} s`)
      verdict(job.metadata.name, status === 0 ? undefined : `status ${status} ${messages}`)
      return false
    })
  }
  for (const job of waiting) verdict(job.metadata.name, 'it still waits for what it needs')
}

const ofKind = (kind) => objects.filter((object) => object.kind === kind).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
const under = (...path) => join(root, 'volume', ...path)
const only = (path) => readdirSync(path).filter((name) => !name.endsWith('.checkpoints'))

try {
  mkdirSync(under(), { recursive: true })
  mkdirSync(join(root, 'scratch'))
  cpSync(example, join(root, 'workspace'), { recursive: true, filter: (path) => !path.includes('.aifactory') })

  runJobs(ofKind('Job'))
  for (const [kind, file] of [
    ['validations', 'result.json'],
    ['datasets', 'train.parquet'],
    ['models', 'model.onnx'],
    ['evaluations', 'evaluation.json'],
  ]) {
    const made = existsSync(under('artifacts', kind)) ? only(under('artifacts', kind)) : []
    verdict(
      `${kind} hold ${file}`,
      made.length > 0 && made.every((name) => existsSync(under('artifacts', kind, name, file))) ? undefined : `found ${made}`,
    )
  }
  const evaluations = under('artifacts', 'evaluations')
  for (const name of existsSync(evaluations) ? only(evaluations) : []) {
    const { metrics, rows } = JSON.parse(readFileSync(join(evaluations, name, 'evaluation.json'), 'utf8'))
    console.log(`   evaluated on ${rows} rows: ${JSON.stringify(metrics)}`)
  }
  // Made again, a Job finds its result.
  const again = Date.now()
  for (const job of ofKind('Job')) verdict(`${job.metadata.name} again`, runPod(job).status === 0 ? undefined : 'it failed')
  verdict('doing it again is quick', (Date.now() - again) / ofKind('Job').length < 5000 ? undefined : `${Date.now() - again} ms`)

  promote()
  for (const job of ofKind('CronJob')) {
    const started = Date.now()
    const { status, messages } = runPod(job)
    console.log(`   ${job.metadata.name}: status ${status}, ${((Date.now() - started) / 1000).toFixed(1)} s`)
    verdict(job.metadata.name, status === 0 ? undefined : `status ${status} ${messages}`)
  }
  verdict('online features are there', existsSync(under('online', 'features.db')) ? undefined : 'no store was written')
  for (const { metadata } of ofKind('CronJob')) {
    const run = under('runs', metadata.name)
    if (metadata.name.includes('-retrain-')) {
      const path = join(run, 'evaluation', 'evaluation.json')
      verdict(
        `${metadata.name} compares with the champion`,
        existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).championMetrics ? undefined : 'it has no metrics of it',
      )
    }
    if (metadata.name.includes('-monitor-'))
      verdict(`${metadata.name} reports`, existsSync(join(run, 'monitor', 'drift.json')) ? undefined : 'it wrote no report')
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
