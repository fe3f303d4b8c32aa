import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DriftRuleSpec, MonitorJob } from '../../schema/generated/jobs.js'
import { COLORS, hours, monitorFolder, monitorJob, SILENT, sizeOf, traffic, training, writeLog } from './fixtures/live-traffic.js'
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

const job = (over: Partial<MonitorJob>) => monitorJob(dir, over)

const verdicts = async (over: Partial<MonitorJob>) => {
  const { drift } = await monitor(job(over), SILENT)
  return Object.fromEntries((drift?.rules ?? []).flatMap((rule) => rule.columns.map((each) => [each.column, each.verdict])))
}

describe('drift against training', () => {
  beforeEach(() => training(dir))

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
