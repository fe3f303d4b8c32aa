// Point-in-time features of all flights of the example: the sweep that aifactory runs beside the range join that its
// definition says, and the online values of every hour of the year, each in a process of its own. Sweep and join must find
// the same numbers. Prints seconds, peak memory and the ratio.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const LIMITS = { seconds: 20, peakMiB: 2048 }

/** Runs the measurement and returns what it found; throws where the two disagree or a limit is passed. */
export async function benchFeatures() {
  const outfile = at('../../.scratch/bench-features/features.js')
  mkdirSync(at('../../.scratch/bench-features'), { recursive: true })
  await build({
    entryPoints: [at('features.worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  })
  const run = (mode) =>
    JSON.parse(execFileSync(process.execPath, [outfile, mode, at('../../examples/flight-delays')], { encoding: 'utf8' }))
  const sweep = run('sweep')
  const naive = run('naive')
  const online = run('online')
  for (const [name, value] of Object.entries(sweep.facts)) {
    if (Math.abs(value - naive.facts[name]) > 1e-9 * Math.abs(value))
      throw new Error(`${name}: the sweep finds ${value}, the range join ${naive.facts[name]}`)
  }
  if (sweep.facts.rows !== 336_776) throw new Error(`${sweep.facts.rows} rows instead of 336776`)
  return {
    sweep,
    naive,
    online,
    ratio: naive.seconds / sweep.seconds,
    withinLimits: sweep.seconds < LIMITS.seconds && sweep.peakMiB < LIMITS.peakMiB,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { sweep, naive, online, ratio, withinLimits } = await benchFeatures()
  const line = (name, { seconds, peakMiB }) =>
    console.log(`${name.padEnd(12)} ${seconds.toFixed(2).padStart(7)} s  ${peakMiB.toFixed(0).padStart(6)} MiB`)
  console.log(`point-in-time features of ${sweep.facts.rows} flights`)
  line('sweep', sweep)
  line('range join', naive)
  line('online year', online)
  console.log(
    `the sweep is ${ratio.toFixed(1)} times as fast; limits ${LIMITS.seconds} s and ${LIMITS.peakMiB} MiB ${withinLimits ? 'kept' : 'PASSED'}`,
  )
  process.exitCode = withinLimits ? 0 : 1
}
