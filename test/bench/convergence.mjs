// From an empty clone's state to a served model, and a second `up` with nothing changed: seconds of whole processes, on a copy
// of the example in a repository of its own.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const LIMITS = { served: 90, again: 3 }

export async function benchConvergence() {
  const folder = mkdtempSync(join(tmpdir(), 'aifactory-bench-'))
  try {
    cpSync(at('../../examples/flight-delays'), folder, { recursive: true, filter: (path) => !path.includes('.aifactory') })
    const git = (...args) => execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], { cwd: folder })
    git('init', '-q')
    git('add', '-A')
    git('commit', '-qm', 'Start')
    const served = await secondsUntil(['start', folder, '--port', '0'], /promoted: version 1/)
    const fresh = await secondsUntil(['up', folder, '--once'], undefined)
    const again = await secondsUntil(['up', folder, '--once'], undefined)
    return { served, fresh, again, withinLimits: served < LIMITS.served && again < LIMITS.again }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds until a line matches, and then the process is told to stop; or until it ends, where nothing is waited for. */
async function secondsUntil(args, pattern) {
  const started = performance.now()
  const child = spawn(process.execPath, [at('../../bin/aifactory.js'), ...args], { stdio: ['ignore', 'inherit', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let seconds
  for await (const line of createInterface({ input: child.stderr })) {
    if (seconds === undefined && pattern?.test(line)) {
      seconds = (performance.now() - started) / 1000
      child.kill('SIGINT')
    }
  }
  const status = await ended
  if (pattern === undefined && status !== 0) throw new Error(`aifactory ${args.join(' ')} ended with ${status}`)
  if (pattern !== undefined && seconds === undefined) throw new Error(`aifactory ${args.join(' ')} ended without ${pattern}`)
  return seconds ?? (performance.now() - started) / 1000
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { served, again } = await benchConvergence()
  console.log(
    `first start to a served model ${served.toFixed(1)} s (to reach: ${LIMITS.served}); a second up ${again.toFixed(1)} s (to reach: ${LIMITS.again})`,
  )
}
