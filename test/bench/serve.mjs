// How fast the inference server answers one-row requests with features looked up and logged, beside a bare node:http echo of the
// same bodies in the same run, in turns; the median of the rounds counts. `node test/bench/serve.mjs [seconds]`; with wrk where it is installed, else with autocannon.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CONNECTIONS = 8
const ROUNDS = 5
const self = fileURLToPath(import.meta.url)
const root = new URL('../../', import.meta.url)
const scratch = fileURLToPath(new URL('.scratch/bench-serve/', root))

if (process.argv[2] === 'echo') echo()
else await main(Number(process.argv[2] ?? 3))

async function main(seconds) {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  const { config, bodies } = await prepare()
  writeFileSync(`${scratch}config.json`, JSON.stringify(config))
  writeFileSync(`${scratch}wrk.lua`, wrkScript(bodies))
  const path = `/v2/models/${config.model}/infer`
  const programs = [
    { name: 'echo', process: await start([self, 'echo']), rounds: [] },
    { name: 'server', process: await start([`${scratch}server.js`, `${scratch}config.json`]), rounds: [] },
  ]
  try {
    for (const { process } of programs) {
      await answers(`${process.url}${path}`, bodies[0])
      await load(`${process.url}${path}`, bodies, 2)
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const { process, rounds } of programs) rounds.push(await load(`${process.url}${path}`, bodies, seconds))
    }
    const [bare, server] = programs.map(({ name, rounds }) => summary(name, rounds))
    const ratio = server.rate / bare.rate
    console.log(`ratio   ${ratio.toFixed(2)} of the echo's rate (to reach: 0.50), p99 ${server.p99} ms (to reach: below 5 ms)`)
    process.exitCode = ratio >= 0.5 && server.p99 < 5 ? 0 : 1
  } finally {
    for (const { process } of programs) await process.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}

function summary(name, rounds) {
  const median = (figure) => rounds.map((round) => round[figure]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)]
  const result = {
    rate: median('rate'),
    p50: median('p50'),
    p99: median('p99'),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
  }
  console.log(
    `${name.padEnd(7)} ${result.rate.toFixed(0).padStart(6)}/s  p50 ${result.p50} ms  p99 ${result.p99} ms  errors ${result.errors}  (${rounds[0].tool})`,
  )
  if (result.errors > 0) throw new Error(`${name} failed ${result.errors} requests`)
  return result
}

/** Bundles the server as scripts/build.mjs does, beside a model and a store of its own. */
async function prepare() {
  const { build } = await import('esbuild')
  const at = (path) => fileURLToPath(new URL(path, root))
  await build({
    entryPoints: {
      server: at('runtime/serve/server.ts'),
      'server-worker': at('runtime/serve/worker.ts'),
      model: at('test/bench/serve.model.ts'),
    },
    outdir: scratch,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  })
  const { writeBenchmark } = await import(`${scratch}model.js`)
  return writeBenchmark(scratch)
}

/** Starts a program that says on which port it listens. */
async function start(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const line = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  const first = await Promise.race([line, exited])
  if (typeof first !== 'string') throw new Error(`${args[0]} ended`)
  return {
    url: `http://127.0.0.1:${JSON.parse(first).port}`,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function answers(url, body) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const response = await fetch(url, { method: 'POST', body })
    if (response.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${url} does not answer`)
}

async function load(url, bodies, seconds) {
  const wrk = spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', `${scratch}wrk.lua`, url], {
    encoding: 'utf8',
  })
  if (!wrk.error) {
    const line = wrk.stdout.split('\n').find((text) => text.startsWith('{'))
    if (!line) throw new Error(`wrk failed: ${wrk.stdout}${wrk.stderr}`)
    return { tool: 'wrk', ...JSON.parse(line) }
  }
  const { default: autocannon } = await import('autocannon')
  const requests = bodies.map((body) => ({ method: 'POST', body }))
  const result = await autocannon({ url, connections: CONNECTIONS, duration: seconds, requests })
  const errors = result.errors + result.non2xx
  return { tool: 'autocannon', rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99, errors }
}

/** Each body in turn; the figures as one JSON line. */
function wrkScript(bodies) {
  return `local bodies = { ${bodies.map((body) => `[==[${body}]==]`).join(',')} }
local requests, i = {}, 0
function init(args)
  for k, body in ipairs(bodies) do requests[k] = wrk.format("POST", nil, { ["content-type"] = "application/json" }, body) end
end
function request()
  i = i % #requests + 1
  return requests[i]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"rate":%.1f,"p50":%.2f,"p99":%.2f,"errors":%d}\\n', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
`
}

/** Reads a body and sends it back: what node:http itself costs. */
function echo() {
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
      response.end(body)
    })
  })
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ type: 'listening', port: server.address().port })))
  process.on('SIGTERM', () => process.exit(0))
}
