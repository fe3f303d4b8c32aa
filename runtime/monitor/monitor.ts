import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DriftReport, JobResult, MonitorJob } from '../../schema/generated/jobs.js'
import { duckDbFailure } from '../data/duckdb-error.js'
import { writeJson } from '../data/write-json.js'
import { query, withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { checkDrift } from './check-drift.js'
import { checkPerformance } from './check-performance.js'
import { checkQuality } from './check-quality.js'
import { loadLiveLog } from './live-log.js'
import { ANSWERED } from './live-sample.js'

/**
 * Compares an endpoint's live traffic with its reference and judges the monitor's rules. Writes drift.json (a DriftReport).
 * A rule that fires is a result, not an error.
 * @throws AIFactoryError AF7601 to AF7605 where the reference, the ground truth or the rules cannot be used; AF7606 where the
 * log cannot be read; those of openSource.
 */
export async function monitor(job: MonitorJob, context: JobContext): Promise<JobResult> {
  const tempDir = join(job.outputDir, 'tmp')
  const drift = await withDuckDb({ signal: context.signal, tempDir }, async (connection): Promise<DriftReport> => {
    const report = (message: string, done: number, total: number) => context.progress({ done, total, message })
    report('reading the log', 0, 1)
    await loadLiveLog(connection, 'current', job.current, { inputs: job.columns, keys: job.groundTruth?.joinKey ?? [] })
    if (job.reference.kind === 'window' && job.reference.window) {
      await loadLiveLog(connection, 'reference', job.reference.window, { inputs: job.columns, keys: [] })
    }
    const [counted] = await query<{ rows: number }>(connection, `SELECT count(*) AS rows FROM current WHERE ${ANSWERED}`)
    const rules = await checkDrift(connection, job, (done, total) => report('comparing columns', done, total + 2))
    const performance = await checkPerformance(connection, job)
    const quality = await checkQuality(connection, job)
    return {
      monitor: job.monitor,
      endpoint: job.endpoint,
      version: job.version,
      asOf: job.asOf,
      window: { from: job.current.from, to: job.current.to },
      rows: counted?.rows ?? 0,
      rules,
      performance,
      quality,
    }
  })
    .catch((error: unknown) => {
      throw duckDbFailure(error, 'AF7606', `the log of ${job.endpoint} cannot be compared`, `Check the files in ${job.current.logDir}.`)
    })
    .finally(() => rm(tempDir, { recursive: true, force: true }))
  await writeJson(join(job.outputDir, 'drift.json'), drift)
  context.progress({ done: 1, total: 1, message: `compared ${drift.rows} rows` })
  return { kind: 'Monitor', drift }
}
