// A repository of 1,000 factories of about 150 lines, all of them validated for each target, and all of them validated and
// rendered for one, each in one process with as many threads as it takes on this machine. Wall-clock seconds, processor
// seconds, and the peak of resident memory of the process.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { factoryText } from './monorepo-factory.mjs'

const COUNT = 1000
const LIMIT_SECONDS = 5
const LIMIT_MIB = 300
const TICKS_PER_SECOND = 100
const program = fileURLToPath(new URL('../../bin/aifactory.js', import.meta.url))

export async function benchMonorepo() {
  const root = mkdtempSync(join(tmpdir(), 'monorepo-bench-'))
  try {
    for (let number = 0; number < COUNT; number++) {
      const folder = join(root, 'teams', String(number).padStart(4, '0'))
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'aifactory.yaml'), factoryText(number))
    }
    spawnSync('git', ['init', '-q'], { cwd: root })
    // Verdicts on SQL are remembered between runs; the first one asks the database.
    const env = { ...process.env, XDG_CACHE_HOME: join(root, '.cache') }
    const first = await measured(['validate', root], env)
    const validate = await measured(['validate', root], env)
    const render = await measured(['render', root], env)
    return {
      count: COUNT,
      lines: factoryText(0).split('\n').length,
      first,
      validate,
      render,
      withinLimits: render.seconds < LIMIT_SECONDS && Math.max(first.mib, validate.mib, render.mib) < LIMIT_MIB,
    }
  } finally {
    rmSync(root, { recursive: true })
  }
}

async function measured(args, env) {
  const start = process.hrtime.bigint()
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env })
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  const seen = { mib: 0, cpuSeconds: 0 }
  const timer = setInterval(() => Object.assign(seen, look(child.pid, seen)), 20)
  const status = await new Promise((resolve) => child.on('exit', resolve))
  clearInterval(timer)
  if (status !== 0) throw new Error(`aifactory ${args.join(' ')} ended with ${status}: ${text.slice(-2000)}`)
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, ...seen }
}

/** Peak memory and processor time of a process so far, on Linux. */
function look(pid, last) {
  try {
    const [, peak = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    // A process that has ended has no memory, and is still there until it is asked for its status.
    if (peak === '0') return last
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { mib: Number(peak) / 1024, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND }
  } catch {
    return last
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { count, lines, withinLimits, ...runs } = await benchMonorepo()
  console.log(
    `${count} factories of ${lines} lines (to reach: rendered in ${LIMIT_SECONDS} s, ${LIMIT_MIB} MiB): ${withinLimits ? 'reached' : 'not reached'}`,
  )
  for (const [name, { seconds, cpuSeconds, mib }] of Object.entries(runs)) {
    console.log(`${name.padEnd(10)} ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor time, ${mib.toFixed(0)} MiB`)
  }
}
