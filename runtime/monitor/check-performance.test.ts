import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InferenceLogRecord, MonitorJob } from '../../schema/generated/jobs.js'
import { hours, monitorFolder, monitorJob, SILENT, traffic, training, writeLog, writeParquet } from './fixtures/live-traffic.js'
import { monitor } from './monitor.js'

let dir: string
beforeEach(async () => {
  dir = await monitorFolder()
})
afterEach(() => rm(dir, { recursive: true }))

const job = (over: Partial<MonitorJob>) => monitorJob(dir, over)

describe('performance', () => {
  beforeEach(() => training(dir))

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
