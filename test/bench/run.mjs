// All figures in one run, as a table. `npm run bench` prints it; `npm run bench -- --write` puts it into docs/benchmarks.md.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { benchColdValidate } from './cold-validate.mjs'
import { benchConvergence } from './convergence.mjs'
import { benchDrift } from './drift.mjs'
import { benchFeatures } from './features.mjs'
import { benchKeystroke } from './keystroke.mjs'
import { benchMonorepo } from './monorepo.mjs'
import { benchRender } from './render.mjs'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const rows = []
const add = (what, measured, beside, figure, reached) => {
  rows.push([what, measured, beside, figure, reached ? 'yes' : '**no**'])
  console.log(rows.at(-1).join('  |  '))
}

const cold = benchColdValidate()
add(
  'cold `validate` of the example, whole process',
  `${cold.oursMs.toFixed(0)} ms`,
  `\`node -e 0\`: ${cold.bareMs.toFixed(0)} ms, ratio ${cold.ratio.toFixed(2)}`,
  'ratio at most 1.4',
  cold.withinLimits,
)

const render = await benchRender()
const PEERS = { helm: '`helm template`', kustomize: '`kustomize build`', cdk8s: 'a cdk8s app', checkJsonSchema: '`check-jsonschema`' }
/** A peer that cannot be had is compared with nothing, and nothing is said to be reached. */
const against = (ours, names) =>
  names
    .map((name) =>
      render.peers.includes(name)
        ? `${PEERS[name]}: ${render.ms[name].toFixed(0)} ms, ratio ${render.ratio(ours, name).toFixed(2)}`
        : `${PEERS[name]}: not there`,
    )
    .join('; ')
const below = (ours, name, limit) => render.peers.includes(name) && render.ratio(ours, name) < limit
add(
  'cold `render` of the example, whole process; the peers have the very same objects, written out',
  `${render.ms.render.toFixed(0)} ms`,
  against('render', ['helm', 'kustomize', 'cdk8s']),
  'faster than cdk8s, ratio to helm below 2',
  below('render', 'cdk8s', 1) && below('render', 'helm', 2),
)
add(
  '`aifactory-ask render`, by a resident process',
  `${render.ms.askRender.toFixed(0)} ms`,
  against('askRender', ['helm', 'kustomize', 'cdk8s']),
  'faster than helm',
  below('askRender', 'helm', 1),
)
add(
  '`aifactory-ask validate`, by a resident process',
  `${render.ms.askValidate.toFixed(0)} ms`,
  against('askValidate', ['checkJsonSchema']),
  'faster than check-jsonschema',
  below('askValidate', 'checkJsonSchema', 1),
)
add(
  'rendering the example in a warm process, from its file to text',
  `p50 ${render.warm.p50.toFixed(1)} ms, p95 ${render.warm.p95.toFixed(1)} ms`,
  '',
  'p50 below 5 ms',
  render.warm.p50 < 5,
)

const keystroke = await benchKeystroke()
add(
  `from a keystroke in ${keystroke.lines.toLocaleString('en')} lines to their diagnostics, in the warm language server`,
  `p50 ${keystroke.p50.toFixed(1)} ms, p95 ${keystroke.p95.toFixed(1)} ms`,
  '',
  'p95 below 10 ms',
  keystroke.withinLimits,
)

const monorepo = await benchMonorepo()
add(
  `${monorepo.count.toLocaleString('en')} factories of ${monorepo.lines} lines, validated and rendered in one process`,
  `${monorepo.render.seconds.toFixed(1)} s, ${monorepo.render.mib.toFixed(0)} MiB`,
  `processor time ${monorepo.render.cpuSeconds.toFixed(1)} s; validated alone, for both targets: ${monorepo.validate.seconds.toFixed(1)} s`,
  'below 5 s and 300 MiB',
  monorepo.withinLimits,
)

const serving = serve()
add(
  'one-row predictions over HTTP, features looked up and logged',
  `${serving.server.rate}/s, p50 ${serving.server.p50} ms, p99 ${serving.server.p99} ms`,
  `bare node:http echo: ${serving.echo.rate}/s, ratio ${(serving.server.rate / serving.echo.rate).toFixed(2)}`,
  'ratio at least 0.5, p99 below 5 ms',
  serving.server.rate / serving.echo.rate >= 0.5 && serving.server.p99 < 5,
)

const features = await benchFeatures()
add(
  `point-in-time features of all ${features.sweep.facts.rows.toLocaleString('en')} flights`,
  `${features.sweep.seconds.toFixed(1)} s, ${features.sweep.peakMiB.toFixed(0)} MiB`,
  `a range join in the same DuckDB: ${features.naive.seconds.toFixed(1)} s, ${features.naive.peakMiB.toFixed(0)} MiB, ratio ${features.ratio.toFixed(1)}`,
  'below 20 s and 2 GiB',
  features.withinLimits,
)

const drift = await benchDrift()
const beside = (name) => `${name} ${drift[name.toLowerCase()].seconds.toFixed(1)} s, ${drift[name.toLowerCase()].peakMiB.toFixed(0)} MiB`
add(
  'PSI and Kolmogorov-Smirnov of 50 columns, 300,000 rows against 100,000, read from parquet',
  `${drift.ours.seconds.toFixed(1)} s, ${drift.ours.peakMiB.toFixed(0)} MiB`,
  `data in memory: ${beside('Evidently')}; ${beside('SciPy')} (KS alone); ${beside('NumPy')} (PSI alone)`,
  '30 times as fast as Evidently, faster than SciPy and NumPy',
  drift.evidently.seconds / drift.ours.seconds >= 30 && drift.ours.seconds < Math.min(drift.scipy.seconds, drift.numpy.seconds),
)

const convergence = await benchConvergence()
add('first `start` to a served model', `${convergence.served.toFixed(1)} s`, '', 'below 90 s', convergence.served < 90)
add('`up` on the whole year, from nothing', `${convergence.fresh.toFixed(1)} s`, '', '', true)
add('a second `up` with nothing changed', `${convergence.again.toFixed(1)} s`, '', 'below 3 s', convergence.again < 3)

const table = [
  '| what | measured | beside it | to reach | reached |',
  '|---|---|---|---|---|',
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n')
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
console.log(`\n${machine}\n\n${table}`)

if (process.argv.includes('--write')) {
  const path = at('../../docs/benchmarks.md')
  const [before, after] = readFileSync(path, 'utf8').split(/<!-- measured -->[\s\S]*<!-- \/measured -->/)
  writeFileSync(path, `${before}<!-- measured -->\n${machine}\n\n${table}\n<!-- /measured -->${after}`)
}
process.exitCode = rows.some((row) => row[4] !== 'yes') ? 1 : 0

/** The server's bench runs on its own, so that nothing else is in its processes. */
function serve() {
  const { stdout } = spawnSync(process.execPath, [at('serve.mjs')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const figures = (name) => {
    const found = new RegExp(`^${name} +([0-9.]+)/s  p50 ([0-9.]+) ms  p99 ([0-9.]+) ms`, 'm').exec(stdout)
    if (!found) throw new Error(`the serving bench printed no figures of ${name}:\n${stdout}`)
    return { rate: Number(found[1]), p50: Number(found[2]), p99: Number(found[3]) }
  }
  return { echo: figures('echo'), server: figures('server') }
}
