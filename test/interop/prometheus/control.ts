// The control plane's own page, on a store that holds what the unit tests put into it, and what is rendered for that factory. Started
// with a folder and the address of a server; says its own address in a line.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filledSources } from '../../../cli/dashboard/fixtures/filled-store.js'
import { composePage } from '../../../cli/dashboard/page.js'
import { startDashboard } from '../../../cli/dashboard/server.js'
import { renderPrometheus } from '../../../compiler/backends/prometheus/render.js'
import type { Factory } from '../../../compiler/graph/factory.js'
import type { MonitorState } from '../../../reconciler/decide/monitoring.js'
import type { DriftReport } from '../../../schema/generated/jobs.js'

const [folder = '.', server = ''] = process.argv.slice(2)
const filled = filledSources()
const given = filled.factory()
if (given === undefined) throw new Error('the fixture has no factory')
const objectives = { availability: 0.995, latency: { underMs: 100, share: 0.99 }, windowMs: 30 * 86_400_000 }
const factory: Factory = {
  ...given,
  endpoints: Object.fromEntries(Object.entries(given.endpoints).map(([name, endpoint]) => [name, { ...endpoint, objectives }])),
}
const dashboard = await startDashboard({
  ...filled,
  factory: () => factory,
  servers: () => ({ 'delay-api': server }),
  port: 0,
  page: composePage('', ''),
})
for (const [path, text] of renderPrometheus(factory)) {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  // Only the port is another than by default, and nobody waits for minutes.
  writeFileSync(
    file,
    text
      .replaceAll('http://127.0.0.1:7070', dashboard.url)
      .replaceAll(/(interval: )\d+[sm]/g, '$11s')
      .replace(/^alerting:\n(?: .*\n)*/m, ''),
  )
}
console.log(dashboard.url)
// Told to, the monitor looks once more and finds the same, so that a rule that waits for two checks fires.
process.on('SIGUSR1', () => {
  const [monitor = ''] = Object.keys(factory.monitors)
  const latest = filled.store.reports<DriftReport>(monitor, 1)[0]
  if (latest === undefined) throw new Error('the fixture has no report')
  const at = Date.parse(latest.asOf) + 86_400_000
  filled.store.putReport(monitor, at, { ...latest, asOf: new Date(at).toISOString() })
  filled.store.putDocument('monitor', monitor, { ...filled.store.document<MonitorState>('monitor', monitor), seen: at })
})
process.on('SIGTERM', () => {
  filled.remove()
  process.exit(0)
})
