// PSI and Kolmogorov-Smirnov of 50 numeric columns, 300,000 rows against 100,000, beside Evidently's preset, SciPy and NumPy, each
// in a process of its own. Ours includes reading the files; theirs have the data in memory when their clock starts.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const COLUMNS = 50
const ROWS = { reference: 300_000, current: 100_000 }

/** Seconds and peak memory of each, as { ours, evidently, scipy, numpy }. */
export async function benchDrift() {
  const folder = mkdtempSync(join(tmpdir(), 'aifactory-drift-'))
  try {
    const files = await writeColumns(folder)
    const outfile = at('../../.scratch/bench-drift/drift.js')
    mkdirSync(at('../../.scratch/bench-drift'), { recursive: true })
    await build({ entryPoints: [at('drift.worker.ts')], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' })
    const measure = (program, args) =>
      JSON.parse(execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, DO_NOT_TRACK: '1' } }))
    const python = peersPython()
    const peer = (name) => measure(python, [at('drift.peers.py'), name, ...files])
    return {
      ours: measure(process.execPath, [outfile, ...files]),
      numpy: peer('numpy'),
      scipy: peer('scipy'),
      evidently: peer('evidently'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Normal columns; every fifth has moved a little. */
async function writeColumns(folder) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run('SELECT setseed(0.5)')
  const files = []
  for (const [name, rows] of Object.entries(ROWS)) {
    const columns = Array.from({ length: COLUMNS }, (_, i) => {
      const shift = name === 'current' && i % 5 === 0 ? 0.1 : 0
      return `sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) + ${shift} AS c${i}`
    })
    const path = join(folder, `${name}.parquet`)
    await connection.run(`COPY (SELECT ${columns.join(', ')} FROM range(${rows})) TO '${path}' (FORMAT parquet)`)
    files.push(path)
  }
  connection.closeSync()
  return files
}

/** The Python of the interop suite on drift, made as that suite makes it. */
function peersPython() {
  const requirements = at('../interop/drift/requirements.txt')
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const venv = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'aifactory-interop', hash)
  const python = join(venv, 'bin', 'python')
  if (!existsSync(join(venv, 'complete'))) {
    rmSync(venv, { recursive: true, force: true })
    execFileSync('python3', ['-m', 'venv', venv])
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements])
    writeFileSync(join(venv, 'complete'), '')
  }
  return python
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, { seconds, peakMiB }] of Object.entries(await benchDrift()))
    console.log(`${name.padEnd(10)} ${seconds.toFixed(2).padStart(7)} s ${peakMiB.toFixed(0).padStart(6)} MiB`)
}
