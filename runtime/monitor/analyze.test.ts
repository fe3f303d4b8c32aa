import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AnalyzeJob, InferenceLogRecord } from '../../schema/generated/jobs.js'
import { analyze } from './analyze.js'
import { hours, monitorFolder, record, SILENT, writeLog, writeParquet } from './fixtures/live-traffic.js'

let dir: string
beforeEach(async () => {
  dir = await monitorFolder()
})
afterEach(() => rm(dir, { recursive: true }))

const METRICS = ['prediction_psi', 'error_rate', 'latency_p50', 'latency_p99', 'roc_auc', 'brier']

function job(over: Partial<AnalyzeJob> = {}): AnalyzeJob {
  return {
    kind: 'Analyze',
    outputDir: join(dir, 'out'),
    baseDir: join(dir, 'sources'),
    endpoint: 'api',
    version: 2,
    champion: 1,
    task: 'binary_classification',
    asOf: hours(24),
    current: { logDir: join(dir, 'log'), from: hours(0), to: hours(24) },
    metrics: METRICS,
    groundTruth: {
      source: { name: 'orders', format: 'parquet', path: 'orders.parquet', timestampField: 'at' },
      joinKey: ['order_id'],
      delayMs: 0,
      labelExpression: 'late',
    },
    ...over,
  }
}

const measured = async (over: Partial<AnalyzeJob> = {}) => {
  const { analysis } = await analyze(job(over), SILENT)
  return Object.fromEntries((analysis?.measurements ?? []).map(({ metric, ...rest }) => [metric, rest]))
}

const ask = (i: number, over: Partial<InferenceLogRecord>) =>
  record({ ts: hours((i % 24) * 0.9), received: hours(i / 50), id: `r${i}`, keys: { order_id: i }, ...over })

/** The champion is right of half of the orders, the challenger of all. */
const champion = (i: number) => ask(i, { version: 1, prediction: i % 4 < 2 ? 0.8 : 0.2, latencyMs: 4 })
const challenger = (i: number, over: Partial<InferenceLogRecord> = {}) =>
  ask(i, { version: 2, role: 'mirror', prediction: i % 2 === 0 ? 0.9 : 0.1, latencyMs: i % 100, ...over })
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

beforeEach(() =>
  writeParquet(
    join(dir, 'sources', 'orders.parquet'),
    `SELECT i AS order_id, TIMESTAMPTZ '2013-07-01' AS at, i % 2 = 0 AS late FROM range(1000) t(i)`,
  ),
)

describe('changes of predictions', () => {
  /** Of the first 300 requests from JFK a tenth changes its class, of the 100 from EWR a half, of the 20 from LGA all. */
  const originOf = (i: number) => (i < 300 ? 'JFK' : i < 400 ? 'EWR' : 'LGA')
  const changes = (i: number) => (i < 300 ? i % 10 === 0 : i < 400 ? i % 2 === 0 : true)
  const before = (i: number) => ask(i, { version: 1, prediction: 0.4, in: { origin: originOf(i) } })
  const after = (i: number) => ask(i, { version: 2, role: 'mirror', prediction: changes(i) ? 0.6 : 0.4, in: { origin: originOf(i) } })
  const metrics = ['prediction_churn', 'prediction_difference']
  beforeEach(() =>
    writeLog(
      dir,
      numbers(0, 420).flatMap((i) => [before(i), after(i)]),
    ),
  )

  it('are shares of classes and means of differences, of pairs', async () => {
    const found = await measured({ metrics })
    const churn = (30 + 50 + 20) / 420
    expect(found.prediction_churn).toEqual({ value: expect.closeTo(churn, 12), samples: 420, paired: true })
    expect(found.prediction_difference).toEqual({ value: expect.closeTo(0.2 * churn, 12), samples: 420, paired: true })
  })

  it('are measured for each value of an input, and the worst of those with enough rows counts', async () => {
    const columns = [{ name: 'origin', type: 'string' as const }]
    const sliced = async (minSamples: number) => {
      const slices = metrics.map((metric) => ({ metric, by: 'origin', minSamples }))
      const { analysis } = await analyze(job({ metrics: [], columns, slices }), SILENT)
      return analysis?.measurements
    }
    const common = { by: 'origin', paired: true }
    expect(await sliced(50)).toEqual([
      { ...common, metric: 'prediction_churn', slice: 'EWR', value: 0.5, samples: 100 },
      { ...common, metric: 'prediction_difference', slice: 'EWR', value: expect.closeTo(0.1, 12), samples: 100 },
    ])
    expect((await sliced(20))?.[0]).toMatchObject({ slice: 'LGA', value: 1, samples: 20 })
    expect((await sliced(1000))?.[0]).toMatchObject({ slice: 'JFK', samples: 300 })
  })

  it('are unknown where they mean nothing, or where nothing is mirrored', async () => {
    expect((await measured({ metrics, task: 'regression' })).prediction_churn).toEqual({ samples: 0, paired: true })
    expect((await measured({ metrics, task: 'multiclass_classification' })).prediction_difference).toEqual({ samples: 0, paired: true })
    expect((await measured({ metrics, version: 3 })).prediction_churn).toEqual({ samples: 0, paired: true })
  })
})

describe('mirrored requests', () => {
  it('are compared pair by pair, and what only one version answered is left out', async () => {
    await writeLog(dir, [...numbers(0, 800).map(champion), ...numbers(0, 400).map((i) => challenger(i))])
    const found = await measured()
    expect(found.roc_auc).toEqual({ value: 1, champion: 0.5, samples: 400, paired: true })
    expect(found.brier).toEqual({ value: expect.closeTo(0.01, 6), champion: expect.closeTo(0.34, 6), samples: 400, paired: true })
    expect(found.prediction_psi).toMatchObject({ samples: 400, paired: true })
    expect(found.prediction_psi?.value).toBeGreaterThan(1)
    expect(found.latency_p50).toEqual({ value: 49.5, champion: 4, samples: 400, paired: false })
  })

  it('have no shift where both versions answer the same', async () => {
    await writeLog(
      dir,
      numbers(0, 400).flatMap((i) => [champion(i), { ...champion(i), version: 2, role: 'mirror' as const }]),
    )
    expect((await measured()).prediction_psi).toEqual({ value: expect.closeTo(0, 12), samples: 400, paired: true })
  })

  it('are told apart by time where a caller uses one id for all', async () => {
    const same = (each: InferenceLogRecord, i: number) => ({ ...each, id: '1', ts: hours(i / 100) })
    await writeLog(
      dir,
      numbers(0, 300).flatMap((i) => [same(champion(i), i), same(challenger(i), i)]),
    )
    expect((await measured()).roc_auc).toMatchObject({ value: 1, samples: 300, paired: true })
  })
})

it('takes each version by its own rows where none was mirrored', async () => {
  await writeLog(dir, [...numbers(0, 800).map(champion), ...numbers(800, 1000).map((i) => challenger(i, { role: 'canary' }))])
  const found = await measured()
  expect(found.roc_auc).toEqual({ value: 1, champion: 0.5, samples: 200, paired: false })
  expect(found.prediction_psi).toMatchObject({ samples: 200, paired: false })
})

it('counts failed rows as errors and not as predictions', async () => {
  const failing = numbers(0, 400).map((i) => challenger(i, i % 8 === 0 ? { status: 'error', prediction: null } : {}))
  await writeLog(dir, [...numbers(0, 400).map(champion), ...failing])
  const found = await measured()
  expect(found.error_rate).toEqual({ value: 0.125, champion: 0, samples: 400, paired: false })
  expect(found.prediction_psi).toMatchObject({ samples: 350 })
  expect(found.roc_auc).toMatchObject({ samples: 350 })
})

it('takes the time of a request of many rows once, though its rows are of different times', async () => {
  const batch = numbers(0, 20).map((i) => challenger(0, { row: i, ts: hours(i), latencyMs: 100, received: hours(0) }))
  const single = numbers(1, 4).map((i) => challenger(i, { latencyMs: 1 }))
  await writeLog(dir, [...batch, ...single])
  expect((await measured()).latency_p50).toEqual({ value: 1, samples: 4, paired: false })
})

describe('intervals that are right at all looks together', () => {
  const ask95 = ['roc_auc', 'brier', 'accuracy', 'error_rate', 'latency_p50'].map((metric) => ({ metric, confidence: 0.95, tunedAt: 200 }))
  const metrics = ask95.map(({ metric }) => metric)

  it.each(['paired', 'unpaired'] as const)('%s: hold what was seen, and how much better it is', async (pairing) => {
    const failing = (i: number) => (i % 50 === 0 ? { status: 'error' as const, prediction: null } : {})
    const [first, last] = pairing === 'paired' ? [0, 800] : [800, 1000]
    await writeLog(dir, [...numbers(0, 800).map(champion), ...numbers(first, last).map((i) => challenger(i, failing(i)))])
    const found = await measured({ metrics, sequences: ask95 })
    const of = (metric: string) => found[metric]?.sequences?.[0]
    for (const metric of metrics) {
      const { value = 0, champion: theirs = 0 } = found[metric] ?? {}
      const sequence = of(metric)
      const delta = metric === 'roc_auc' || metric === 'accuracy' ? value - theirs : theirs - value
      expect(sequence?.value.lower ?? 0, metric).toBeLessThanOrEqual(value)
      expect(sequence?.value.upper ?? Number.POSITIVE_INFINITY, metric).toBeGreaterThanOrEqual(value)
      expect(sequence?.difference?.lower ?? -1e9, metric).toBeLessThanOrEqual(delta)
      expect(sequence?.difference?.upper ?? 1e9, metric).toBeGreaterThanOrEqual(delta)
    }
    expect(of('roc_auc')).toMatchObject({ method: 'delong', confidence: 0.95, tunedAt: 200 })
    expect(of('roc_auc')?.difference?.lower).toBeGreaterThan(0.2)
    expect(of('accuracy')?.method).toBe(pairing === 'paired' ? 'asymptotic' : 'proportion')
    expect(of('error_rate')?.difference?.upper).toBeLessThan(0.05)
    expect(of('latency_p50')).toMatchObject({ method: 'quantile', ratio: { lower: expect.any(Number) } })
    expect(of('latency_p50')?.ratio?.lower).toBeGreaterThan(8)
  })

  it('are left out where nobody asks, and where a class is too rare', async () => {
    await writeLog(dir, [...numbers(0, 30).map(champion), ...numbers(0, 30).map((i) => challenger(i))])
    expect((await measured()).brier).not.toHaveProperty('sequences')
    const found = await measured({ metrics, sequences: ask95 })
    expect(found.roc_auc).not.toHaveProperty('sequences')
    expect(found.brier).toHaveProperty('sequences')
  })
})

describe('a measurement that cannot be made has no value', () => {
  it('without traffic', async () => {
    expect(await measured()).toEqual(Object.fromEntries(METRICS.map((metric) => [metric, { samples: 0, paired: false }])))
    expect(JSON.parse(await readFile(join(dir, 'out', 'analysis.json'), 'utf8'))).toMatchObject({
      endpoint: 'api',
      version: 2,
      champion: 1,
    })
  })

  it('without outcomes, or with those of one class', async () => {
    await writeLog(
      dir,
      numbers(0, 400).flatMap((i) => [champion(i), challenger(i)]),
    )
    expect((await measured({ asOf: '2013-06-01T00:00:00Z' })).roc_auc).toEqual({ samples: 0, paired: true })
    expect((await measured({ groundTruth: undefined })).brier).toEqual({ samples: 0, paired: true })
    const oneClass = await measured({
      groundTruth: {
        source: { name: 'orders', format: 'parquet', path: 'orders.parquet', timestampField: 'at' },
        joinKey: ['order_id'],
        delayMs: 0,
        labelExpression: 'true',
      },
    })
    expect(oneClass.roc_auc).toEqual({ samples: 400, paired: true })
    expect(oneClass.brier?.value).toBeGreaterThan(0)
  })
})
