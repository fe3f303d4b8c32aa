// Rendering the example's objects, and checking its file, as whole processes in turn with those that people use for it:
// `helm template`, `kustomize build` and a cdk8s app of the very same objects, written out so that they have nothing to compute, and
// check-jsonschema with our schema. By the command, and by a resident process. Then in a warm process.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { parse } from 'yaml'
import { inTurn, timed } from './in-turn.mjs'
import * as peers from './peers.mjs'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const program = at('../../bin/aifactory.js')
const ask = at('../../bin/aifactory-ask')
const example = at('../../examples/flight-delays')
const RENDER = ['render', example, '--target', 'prod']
const VALIDATE = ['validate', example]

export async function benchRender(rounds = 25) {
  const folder = mkdtempSync(join(tmpdir(), 'render-bench-'))
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env
  const env = { ...environment, XDG_RUNTIME_DIR: join(folder, 'run') }
  mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 })
  const resident = (action) => execFileSync(process.execPath, [program, 'resident', action], { env, encoding: 'utf8' })
  try {
    resident('start')
    const ours = {
      node: () => timed(process.execPath, ['-e', '0'], { env }),
      render: () => timed(process.execPath, [program, ...RENDER], { env }),
      validate: () => timed(process.execPath, [program, ...VALIDATE], { env }),
      askRender: () => timed(ask, RENDER, { env }),
      askValidate: () => timed(ask, VALIDATE, { env }),
    }
    const theirs = peerCommands(folder, env)
    checkSame(theirs)
    // A warm process is measured as it is after some use.
    for (let n = 0; n < 40; n++) for (const name of ['askRender', 'askValidate']) ours[name]()
    const found = inTurn({ ...ours, ...Object.fromEntries(Object.entries(theirs).map(([name, { time }]) => [name, time])) }, rounds)
    if (!/ 0 left/.test(resident('status'))) throw new Error('the resident process left something to the command')
    return { ...found, peers: Object.keys(theirs), warm: await warmRender() }
  } finally {
    spawnSync(process.execPath, [program, 'resident', 'stop'], { env })
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each peer that is there, with the command that gives our objects back. */
function peerCommands(folder, env) {
  const objects = join(folder, 'objects')
  execFileSync(process.execPath, [program, ...RENDER, '--out', objects], { stdio: 'ignore' })
  const files = readdirSync(objects).filter((name) => name.endsWith('.yaml'))
  const texts = files.map((name) => readFileSync(join(objects, name), 'utf8'))
  const found = {}
  const options = { env }
  const add = (name, command, args) => {
    const run = () => spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20, ...options }).stdout
    found[name] = { time: () => timed(command, args, options), objects: run, count: texts.length }
  }
  const helm = peers.helm()
  if (helm) {
    const chart = join(folder, 'chart')
    mkdirSync(join(chart, 'templates'), { recursive: true })
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: objects\nversion: 1.0.0\n')
    for (const [index, name] of files.entries()) writeFileSync(join(chart, 'templates', name), texts[index].replaceAll('{{', '{{ "{{" }}'))
    add('helm', helm, ['template', 'objects', chart])
  }
  const kustomize = peers.kustomize()
  if (kustomize) {
    writeFileSync(join(objects, 'kustomization.yaml'), `resources:\n${files.map((name) => `  - ${name}\n`).join('')}`)
    add('kustomize', kustomize, ['build', objects])
  }
  const cdk8s = peers.cdk8s()
  if (cdk8s) {
    const app = `const { App, Chart, ApiObject } = require(${JSON.stringify(join(cdk8s, 'node_modules', 'cdk8s'))})
const app = new App({ outdir: ${JSON.stringify(join(folder, 'cdk8s-out'))} })
const chart = new Chart(app, 'objects')
const objects = ${JSON.stringify(texts.map((text) => parse(text)))}
objects.forEach((object, index) => new ApiObject(chart, String(index), object))
app.synth()
`
    writeFileSync(join(folder, 'app.cjs'), app)
    add('cdk8s', process.execPath, [join(folder, 'app.cjs')])
    found.cdk8s.objects = () => readFileSync(join(folder, 'cdk8s-out', 'objects.k8s.yaml'), 'utf8')
  }
  const checker = peers.checkJsonSchema()
  if (checker) {
    // It would fetch the schema of overrides, which it therefore does not check.
    const schema = join(folder, 'schema.json')
    const text = readFileSync(at('../../schema/aifactory.v1.schema.json'), 'utf8')
    writeFileSync(schema, text.replace(/"\$ref": *"[^"]*partial\.schema\.json[^"]*"(,?)/g, '"$comment": ""$1'))
    const time = () => timed(checker, ['--schemafile', schema, join(example, 'aifactory.yaml')], options)
    found.checkJsonSchema = { time }
  }
  return found
}

/** A comparison is worth nothing if a peer does less. */
function checkSame(theirs) {
  for (const [name, { time, objects, count }] of Object.entries(theirs)) {
    time()
    const kinds = objects?.().match(/^kind: /gm)?.length
    if (objects && kinds !== count) throw new Error(`${name} gives ${kinds} objects instead of ${count}`)
  }
}

/** Milliseconds of rendering the example from its file to text in a process that has done it before. */
async function warmRender() {
  const outfile = at('../../.scratch/bench-render/render.js')
  await build({
    entryPoints: [at('render.worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  })
  return JSON.parse(execFileSync(process.execPath, [outfile, example], { encoding: 'utf8' }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ms, ratio, peers: there, warm } = await benchRender(Number(process.argv[2] ?? 25))
  for (const [name, value] of Object.entries(ms))
    console.log(`${name.padEnd(16)} ${value.toFixed(1).padStart(7)} ms  ${ratio(name, 'node').toFixed(2)} x node -e 0`)
  for (const name of there)
    console.log(`render / ${name}: ${ratio('render', name).toFixed(2)}; askRender / ${name}: ${ratio('askRender', name).toFixed(2)}`)
  console.log(`warm, in process: p50 ${warm.p50.toFixed(2)} ms, p95 ${warm.p95.toFixed(2)} ms`)
}
