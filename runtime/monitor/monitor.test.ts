import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DriftRuleSpec, InferenceLogRecord, MonitorJob } from '../../schema/generated/jobs.js'
import { hours, monitorFolder, record, SILENT, writeLog, writeParquet } from './fixtures/live-traffic.js'
import { monitor } from './monitor.js'

let dir: string
beforeEach(async () => {
  dir = await monitorFolder()
})
afterEach(() => rm(dir, { recursive: true }))

const psi = (...columns: string[]): DriftRuleSpec => ({
  id: 'drift/0',
  columns,
  method: 'psi',
  threshold: 0.2,
  correction: 'none',
  driftShare: 0,
})

function job(over: Partial<MonitorJob>): MonitorJob {
  return {
    kind: 'Monitor',
    outputDir: join(dir, 'out'),
    baseDir: join(dir, 'sources'),
    monitor: 'watch',
    endpoint: 'api',
    version: 1,
    task: 'binary_classification',
    asOf: hours(48),
    reference: { kind: 'training', datasetDir: join(dir, 'dataset'), evaluationDir: join(dir, 'evaluation') },
    current: { logDir: join(dir, 'log'), from: hours(0), to: hours(48) },
    minSamples: 300,
    columns: [
      { name: 'size', type: 'float64' },
      { name: 'color', type: 'string' },
      { name: 'new', type: 'bool' },
    ],
    drift: [],
    performance: [],
    quality: [],
    ...over,
  }
}

const COLORS = ['red', 'green', 'blue']

/** 0, 0.1, ... 1.9 as the server logs them: in single precision. */
const sizeOf = (i: number) => Math.fround((i % 20) / 10)

function traffic(count: number, over: (i: number) => Partial<InferenceLogRecord> = () => ({})): InferenceLogRecord[] {
  return Array.from({ length: count }, (_, i) =>
    record({
      ts: hours((i * 48) / count),
      id: `r${i}`,
      prediction: ((i * 7) % count) / count,
      in: { size: sizeOf(i), color: COLORS[i % 3], new: i % 2 },
      ...over(i),
    }),
  )
}

async function training(): Promise<void> {
  await writeParquet(
    join(dir, 'dataset', 'train.parquet'),
    `SELECT (i % 20) / 10.0::DOUBLE AS size, ['red', 'green', 'blue'][i % 3 + 1] AS color, i % 2 = 1 AS new FROM range(3000) t(i)`,
  )
  await writeParquet(
    join(dir, 'evaluation', 'predictions.parquet'),
    `SELECT now() AS event_timestamp, 1.0 AS label, i / 2000 AS prediction FROM range(2000) t(i)`,
  )
  await writeFile(join(dir, 'evaluation', 'evaluation.json'), JSON.stringify({ metrics: { roc_auc: 0.9, brier: 0.1 } }))
}

const verdicts = async (over: Partial<MonitorJob>) => {
  const { drift } = await monitor(job(over), SILENT)
  return Object.fromEntries((drift?.rules ?? []).flatMap((rule) => rule.columns.map((each) => [each.column, each.verdict])))
}

describe('drift against training', () => {
  beforeEach(training)

  it('passes the same traffic, in single precision and with booleans as numbers, and writes the report', async () => {
    await writeLog(dir, traffic(600))
    const ks: DriftRuleSpec = { ...psi('size'), id: 'drift/1', method: 'ks', threshold: 0.02 }
    const result = await monitor(job({ drift: [psi('size', 'color', 'new', 'prediction'), { ...ks, threshold: 0.07 }] }), SILENT)
    expect(result.drift?.rules.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
    expect(result.drift?.rules[0]?.columns.map(({ statistic }) => statistic)).toEqual(Array(4).fill(expect.closeTo(0, 6)))
    expect(result.drift?.rules[1]?.columns[0]?.statistic).toBeCloseTo(0, 9)
    expect(result.drift).toMatchObject({ monitor: 'watch', endpoint: 'api', version: 1, rows: 600 })
    expect(JSON.parse(await readFile(join(dir, 'out', 'drift.json'), 'utf8'))).toEqual(result.drift)
  })

  it('finds the column that moved', async () => {
    await writeLog(
      dir,
      traffic(600, (i) => ({ in: { size: sizeOf(i) + 0.5, color: COLORS[i % 3], new: i % 2 === 1 } })),
    )
    expect(await verdicts({ drift: [psi('size', 'color', 'new', 'prediction')] })).toEqual({
      size: 'fail',
      color: 'pass',
      new: 'pass',
      prediction: 'pass',
    })
  })

  it('finds a feature that went missing and a category that is new', async () => {
    await writeLog(
      dir,
      traffic(600, (i) => ({ in: { size: null, color: i % 4 === 0 ? 'violet' : COLORS[i % 3], new: i % 2 } })),
    )
    expect(await verdicts({ drift: [psi('size', 'color', 'new')] })).toEqual({ size: 'fail', color: 'fail', new: 'pass' })
  })

  it('reads a log that is being written, and nothing outside the window', async () => {
    const outside = traffic(300, (i) => ({ ts: hours(48 + i / 100), id: `late${i}`, in: { size: 99 } }))
    await writeLog(dir, [...traffic(600), ...outside], '{"ts":"2013-07-01T10:00:00.000Z","id":"torn","row":0,"in":{"size":9,"color":"é')
    const { drift } = await monitor(job({ drift: [psi('size')] }), SILENT)
    expect(drift).toMatchObject({ rows: 600, rules: [{ verdict: 'pass' }] })
    const middle = { logDir: join(dir, 'log'), from: hours(6), to: hours(36) }
    expect((await monitor(job({ current: middle }), SILENT)).drift?.rows).toBe(375)
  })

  it('counts each answered request once, and only the predictions of the version asked for', async () => {
    const primary = traffic(600, (i) => (i % 3 === 0 ? { version: 2, role: 'canary', prediction: 0.99 } : {}))
    const mirror = traffic(600, () => ({ version: 3, role: 'mirror', prediction: 0.01, in: { size: 77 } }))
    await writeLog(dir, [...primary, ...mirror])
    const { drift } = await monitor(job({ drift: [psi('size', 'prediction')] }), SILENT)
    expect(drift?.rules[0]?.columns).toMatchObject([
      { column: 'size', current: 600, verdict: 'pass' },
      { column: 'prediction', current: 400, verdict: 'pass' },
    ])
  })

  it("does not take another version's lack of an input for missing values", async () => {
    await writeLog(
      dir,
      traffic(900, (i) => (i % 2 === 0 ? { version: 2, role: 'canary', in: { color: COLORS[i % 3], new: i % 2 } } : {})),
    )
    const { drift } = await monitor(job({ drift: [psi('size')] }), SILENT)
    expect(drift?.rules[0]?.columns[0]).toMatchObject({ current: 450 })
  })

  it('is inconclusive on few rows and has no data on none, never a pass', async () => {
    expect(await verdicts({ drift: [psi('size', 'prediction')] })).toEqual({ size: 'no-data', prediction: 'no-data' })
    await writeLog(dir, traffic(299))
    expect(await verdicts({ drift: [psi('size', 'prediction')] })).toEqual({ size: 'inconclusive', prediction: 'inconclusive' })
    expect(await verdicts({ drift: [{ ...psi('size'), threshold: 0.01 }], minSamples: 10 })).toEqual({ size: 'inconclusive' })
  })

  it('has no data where every request failed before it had inputs', async () => {
    await writeLog(
      dir,
      traffic(600, () => ({ status: 'error', prediction: null, in: {} })),
    )
    expect(await verdicts({ drift: [psi('size', 'prediction')] })).toEqual({ size: 'no-data', prediction: 'no-data' })
  })

  it('says that the training data is gone, and refuses a method that no column suits', async () => {
    await writeLog(dir, traffic(600))
    const gone = { kind: 'training' as const, datasetDir: join(dir, 'gone') }
    await expect(monitor(job({ drift: [psi('size')], reference: gone }), SILENT)).rejects.toMatchObject({ code: 'AF7601' })
    await expect(monitor(job({ drift: [psi('weight')], columns: [{ name: 'weight', type: 'float64' }] }), SILENT)).rejects.toMatchObject({
      code: 'AF7601',
    })
    await expect(monitor(job({ drift: [{ ...psi('color'), method: 'ks' }] }), SILENT)).rejects.toMatchObject({ code: 'AF7605' })
  })
})

it('compares with an earlier window of the log', async () => {
  const earlier = traffic(600, (i) => ({ ts: hours(-48 + i / 20), in: { size: sizeOf(i), color: 'red' } }))
  await writeLog(dir, [...earlier, ...traffic(600)])
  const reference = { kind: 'window' as const, window: { logDir: join(dir, 'log'), from: hours(-48), to: hours(0) } }
  expect(await verdicts({ drift: [psi('size', 'color', 'prediction')], reference })).toEqual({
    size: 'pass',
    color: 'fail',
    prediction: 'pass',
  })
})

describe('performance', () => {
  beforeEach(training)

  const roc = { id: 'performance/0', metric: 'roc_auc', dropVersus: 'baseline' as const, by: 0.05, minSamples: 100 }
  const groundTruth = {
    source: { name: 'orders', format: 'parquet' as const, path: 'orders.parquet', timestampField: 'at', createdTimestampField: 'known' },
    joinKey: ['id', 'at', 'size'],
    delayMs: 3_600_000,
    labelExpression: 'late > 0',
  }
  /** Orders hour by hour, each known three hours later, whose lateness the predictions get right. */
  const orders = `
    SELECT i AS id, TIMESTAMPTZ '2013-07-01' + to_hours(i // 10) AS "at", "at" + INTERVAL 3 HOUR AS known, i % 4 AS size, CASE WHEN i % 2 = 0 THEN 5 ELSE -5 END AS late
    FROM range(480) t(i)`
  /** Join keys as callers may send them: text, numbers, seconds or milliseconds since 1970; size is an input that is no key. */
  const asked = (over: (i: number) => Partial<InferenceLogRecord> = () => ({})) =>
    traffic(480, (i) => {
      const at = hours(Math.floor(i / 10))
      const time = [at, at.replace('.000Z', '+00:00'), Date.parse(at), Date.parse(at) / 1000][i % 4]
      return {
        ts: at,
        prediction: i % 2 === 0 ? 0.8 : 0.2,
        in: { size: i % 4 },
        keys: { id: i % 3 === 0 ? String(i) : i, at: time },
        ...over(i),
      }
    })

  it('is measured on outcomes that were known by then, whatever the form of their keys', async () => {
    await writeParquet(join(dir, 'sources', 'orders.parquet'), orders)
    await writeLog(dir, asked())
    const { drift } = await monitor(job({ performance: [roc], groundTruth }), SILENT)
    // Of 48 hours those up to the 45th were recorded at the 48th.
    expect(drift?.performance).toMatchObject([{ verdict: 'pass', value: 1, baseline: 0.9, samples: 460 }])
    const delayed = await monitor(job({ performance: [roc], groundTruth: { ...groundTruth, delayMs: 24 * 3_600_000 } }), SILENT)
    expect(delayed.drift?.performance).toMatchObject([{ samples: 250 }])
  })

  it('takes the outcome that was recorded last, and leaves out those that are not known yet', async () => {
    const corrected = `SELECT id, "at", known + INTERVAL 1 MINUTE AS known, size, CASE WHEN id % 10 = 0 THEN NULL ELSE -late END AS late FROM (${orders}) WHERE id < 200`
    await writeParquet(join(dir, 'sources', 'orders.parquet'), `${orders} UNION ALL ${corrected}`)
    await writeLog(dir, asked())
    const { drift } = await monitor(job({ performance: [roc], groundTruth }), SILENT)
    expect(drift?.performance).toMatchObject([{ verdict: 'fail', samples: 440 }])
    expect(drift?.performance[0]?.value).toBeLessThan(0.7)
  })

  it('is that of the version that serves, on what callers were answered', async () => {
    await writeParquet(join(dir, 'sources', 'orders.parquet'), orders)
    const wrong = asked((i) => ({ version: 2, role: i < 100 ? 'canary' : 'mirror', prediction: i % 2 === 0 ? 0.1 : 0.9 }))
    await writeLog(dir, [...asked(), ...wrong, ...asked(() => ({ status: 'error', prediction: null }))])
    const { drift } = await monitor(job({ performance: [roc], groundTruth }), SILENT)
    expect(drift?.performance).toMatchObject([{ value: 1, samples: 460 }])
  })

  it('is no data or inconclusive without outcomes, and a wrong ground truth is an error', async () => {
    await writeParquet(join(dir, 'sources', 'orders.parquet'), `SELECT * FROM (${orders}) WHERE id < 50`)
    await writeLog(dir, asked())
    const verdict = async (over: Partial<MonitorJob>) =>
      (await monitor(job({ performance: [roc], ...over }), SILENT)).drift?.performance[0]?.verdict
    expect(await verdict({})).toBe('no-data')
    expect(await verdict({ groundTruth })).toBe('inconclusive')
    expect(await verdict({ groundTruth, asOf: hours(1) })).toBe('no-data')
    await expect(verdict({ groundTruth: { ...groundTruth, joinKey: ['order'] } })).rejects.toMatchObject({ code: 'AF7602' })
    await expect(verdict({ groundTruth: { ...groundTruth, labelExpression: 'lateness > 0' } })).rejects.toMatchObject({ code: 'AF7603' })
  })
})

it('checks expectations on the live inputs', async () => {
  await writeLog(
    dir,
    traffic(600, (i) => ({ in: { size: i < 6 ? null : sizeOf(i), color: COLORS[i % 3], new: true } })),
  )
  const quality: MonitorJob['quality'] = [
    { expect: 'not_null', severity: 'error', columns: ['size'] },
    { expect: 'not_null', severity: 'error', columns: ['size'], mostly: 0.98 },
    { expect: 'in_set', severity: 'error', column: 'color', values: ['red', 'green'] },
    { expect: 'row_count', severity: 'error', min: 1000 },
  ]
  const { drift } = await monitor(job({ quality }), SILENT)
  expect(drift?.quality.map(({ verdict }) => verdict)).toEqual(['fail', 'pass', 'fail', 'fail'])
})
