import type { DuckDBConnection } from '@duckdb/node-api'
import type { MonitorJob, QualityRuleResult } from '../../schema/generated/jobs.js'
import { evaluateExpectations } from '../data/evaluate-expectations.js'
import { identifier } from '../sql.js'
import { judgeQuality } from './judge-quality.js'
import { ANSWERED } from './live-sample.js'

/** What the event time of a request is called where an expectation asks for it. */
const EVENT_TIME = 'ts'

/** The verdicts of a monitor's expectations on the live inputs in the table current. */
export async function checkQuality(connection: DuckDBConnection, job: MonitorJob): Promise<QualityRuleResult[]> {
  if (job.quality.length === 0) return []
  const inputs = job.columns.map(({ name }) => `inputs.${identifier(name)} AS ${identifier(name)}`)
  const event = job.columns.some(({ name }) => name.toLowerCase() === EVENT_TIME) ? [] : [`ts AS ${identifier(EVENT_TIME)}`]
  // Another version's requests lack this one's inputs for a reason; they say nothing about quality.
  const rows = `SELECT ${[...event, ...inputs].join(', ')} FROM current WHERE ${ANSWERED} AND version = ${job.version} AND (status = 'ok' OR has_inputs)`
  await connection.run(`CREATE TEMP VIEW live_inputs AS ${rows}`)
  const results = await evaluateExpectations(connection, 'live_inputs', job.quality, { asOf: job.asOf, timestampField: EVENT_TIME })
  const count = Number((await connection.runAndReadAll('SELECT count(*) FROM live_inputs')).getRows()[0]?.[0] ?? 0)
  return results.map((result) => judgeQuality(result, count, job.minSamples))
}
