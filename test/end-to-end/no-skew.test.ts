import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compile } from '../../compiler/compile.js'
import { buildTrafficJob, scoreJob } from '../../reconciler/jobs/offline.js'
import { layoutOf } from '../../reconciler/platforms/local/layout.js'
import { Store } from '../../reconciler/store/store.js'
import { query, withDuckDb } from '../../runtime/duckdb.js'
import type { JobContext } from '../../runtime/job-context.js'
import { loadLiveLog } from '../../runtime/monitor/live-log.js'
import { buildTraffic } from '../../runtime/offline/build-traffic.js'
import { score } from '../../runtime/offline/score.js'
import { literal } from '../../runtime/sql.js'
import type { BuildTrafficJob, ScoreJob } from '../../schema/generated/jobs.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const CARRIER = ['mean_arr_delay_7d', 'late_share_7d', 'late_share_1d']
const WEATHER = ['wind_speed', 'visib', 'precip', 'temp', 'humid']
let folder: string

/** Four days of flights as traffic, with a version trained on what was known at their end. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aifactory-no-skew-'))
  cpSync(at('../../examples/flight-delays'), folder, { recursive: true, filter: (path) => !path.includes('.aifactory') })
  const file = join(folder, 'aifactory.yaml')
  const edit = (pattern: RegExp, text: string): void => writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, text))
  // What a version predicts is of no interest here.
  edit(/epochs: \d+/, 'epochs: 1')
  edit(/min: 0\.\d+ }/, 'min: 0.5 }')
  const run = promisify(execFile)
  const replay = (...args: string[]) =>
    run(process.execPath, [at('../../bin/aifactory.js'), 'replay', folder, '--working-tree', '--port', '0', ...args])
  await replay('--from', '2013-04-03', '--to', '2013-04-07')
  // A dataset's change is tried on all that is known by now, so the next version has learnt from the rows that were served.
  edit(/window: 180d/, 'window: 170d')
  await run(process.execPath, [at('../../bin/aifactory.js'), 'up', folder, '--working-tree', '--once'])
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each([
  ['carrier', CARRIER],
  ['origin', WEATHER],
])('a server looks up what training joined, for every %s and hour', async (key, features) => {
  const layout = layoutOf(folder)
  const store = new Store(layout.database)
  const version = store.versions('late-arrival').at(-1)
  store.close()
  expect(version?.version).toBe(2)
  const dataset = join(layout.artifacts, version?.artifacts.dataset.slice(0, 2) ?? '', version?.artifacts.dataset ?? '')
  const columns = `{ts: 'TIMESTAMPTZ', "in": 'STRUCT(${[key]
    .map((name) => `"${name}" VARCHAR`)
    .concat(features.map((name) => `"${name}" FLOAT`))
    .join(', ')})'}`
  const [found] = await withDuckDb({}, (connection) =>
    query<{ pairs: number; different: number }>(
      connection,
      `WITH trained AS (SELECT DISTINCT "${key}" AS k, event_timestamp AS t, ${features.map((name) => `"${name}"::FLOAT AS "${name}"`).join(', ')}
          FROM read_parquet(${literal(`${dataset}/*.parquet`)})),
        served AS (SELECT DISTINCT "in"."${key}" AS k, ts AS t, ${features.map((name) => `"in"."${name}" AS "${name}"`).join(', ')}
          FROM read_json(${literal(`${layout.inferenceLog('delay-api')}/*.jsonl`)}, columns = ${columns}))
       SELECT count(*) AS pairs, count(*) FILTER (WHERE ${features.map((name) => `trained."${name}" IS DISTINCT FROM served."${name}"`).join(' OR ')}) AS different
       FROM trained JOIN served USING (k, t)`,
    ),
  )
  expect(found?.pairs).toBeGreaterThan(100)
  expect(found?.different).toBe(0)
})

it('a backtest has the requests, the inputs and the predictions that the server logged', async () => {
  const layout = layoutOf(folder)
  const store = new Store(layout.database)
  const version = store.version('late-arrival', 1)
  store.close()
  const { factory } = await compile({
    files: { read: async (path) => readFileSync(join(folder, path), 'utf8') },
    platform: 'embedded',
  })
  const endpoint = factory?.endpoints['delay-api']
  const dataset = factory?.datasets.departures
  if (!version || !endpoint || !dataset) throw new Error('the example has changed')
  const context: JobContext = { progress: () => {}, log: () => {}, signal: new AbortController().signal }
  const [trafficDir, scoredDir] = ['traffic', 'scored'].map((name) => join(folder, 'offline', name)) as [string, string]
  for (const dir of [trafficDir, scoredDir]) mkdirSync(dir, { recursive: true })
  const [from, to] = [Date.UTC(2013, 3, 3), Date.UTC(2013, 3, 7)]
  const prepared = buildTrafficJob({ baseDir: folder, endpoint, dataset, data: '', from, to, seed: 0 })
  await buildTraffic({ ...prepared.spec, outputDir: trafficDir } as BuildTrafficJob, context)
  const modelDir = join(layout.artifacts, version.artifacts.model.slice(0, 2), version.artifacts.model)
  const scored = scoreJob({ endpoint: 'delay-api', traffic: { digest: '', dir: trafficDir }, model: { digest: '', dir: modelDir }, from })
  await score({ ...scored.spec, outputDir: scoredDir } as ScoreJob, context)

  const window = { logDir: layout.inferenceLog('delay-api'), from: '2013-04-03T00:00:00Z', to: '2013-04-07T00:00:00Z' }
  const routes = [{ from: window.from, to: window.to, primary: 1 }]
  const offline = { trafficDir, sampleRate: 1, routes, predictions: [{ version: 1, dir: scoredDir }] }
  const columns = { inputs: version.inputs.map(({ name, type }) => ({ name, type })), keys: endpoint.groundTruth?.joinKey ?? [] }
  const [found] = await withDuckDb({}, async (connection) => {
    await loadLiveLog(connection, 'live', window, columns)
    await loadLiveLog(connection, 'backtest', { ...window, offline }, columns)
    return query<{ live: number; backtest: number; different: number }>(
      connection,
      `SELECT count(l.id) AS live, count(b.id) AS backtest, count(*) FILTER (WHERE l.inputs IS DISTINCT FROM b.inputs
          OR l.keys IS DISTINCT FROM b.keys OR l.status <> b.status OR l.role <> b.role OR abs(l.prediction - b.prediction) > 1e-6) AS different
       FROM (SELECT * FROM live WHERE version = 1) l FULL JOIN backtest b USING (id, row, ts, version)`,
    )
  })
  expect(found?.live).toBeGreaterThan(3000)
  expect(found).toEqual({ live: found?.live, backtest: found?.live, different: 0 })
})
