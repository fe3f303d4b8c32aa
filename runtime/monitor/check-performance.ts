import type { DuckDBConnection } from '@duckdb/node-api'
import type { MonitorJob, PerformanceRuleResult } from '../../schema/generated/jobs.js'
import { computeMetrics } from '../evaluate/metrics/compute-metrics.js'
import { baselineMetrics } from './baseline-metrics.js'
import { judgePerformance } from './judge-performance.js'
import { labelledPredictions } from './labelled-predictions.js'
import { ANSWERED } from './live-sample.js'
import { joinOutcomes } from './outcomes.js'

/** The verdicts of a monitor's performance rules on the version's answers in the table current whose outcomes are known. */
export async function checkPerformance(connection: DuckDBConnection, job: MonitorJob): Promise<PerformanceRuleResult[]> {
  if (job.performance.length === 0) return []
  if (!job.groundTruth) return job.performance.map((rule) => judgePerformance(rule, { samples: 0 }))
  await joinOutcomes(connection, 'current', job.groundTruth, job)
  const { labels, predictions } = await labelledPredictions(
    connection,
    `SELECT label, prediction FROM current JOIN outcomes USING (id, row, ts)
     WHERE version = ${job.version} AND ${ANSWERED} AND prediction IS NOT NULL`,
  )
  const metrics = computeMetrics(job.task, labels, { values: predictions })
  const needsBaseline = job.performance.some((rule) => rule.dropVersus !== undefined)
  const baseline = needsBaseline ? await baselineMetrics(job.reference.evaluationDir) : {}
  return job.performance.map((rule) =>
    judgePerformance(rule, {
      value: metrics[rule.metric],
      baseline: rule.dropVersus === undefined ? undefined : baseline[rule.metric],
      samples: labels.length,
    }),
  )
}
