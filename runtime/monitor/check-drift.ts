import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Column, DriftRuleResult, DriftRuleSpec, MonitorJob } from '../../schema/generated/jobs.js'
import type { Sample } from '../statistics/sample.js'
import { compareSamples, isApplicable } from './compare-samples.js'
import { judgeColumns } from './judge-columns.js'
import { judgeRule } from './judge-rule.js'
import { liveSample } from './live-sample.js'
import { sampleKind } from './read-sample.js'
import { referenceSample } from './reference-samples.js'

/**
 * The verdicts of a monitor's drift rules, from the table current and the reference (the table reference where it is a window).
 * @throws AIFactoryError AF7605 where a rule names no column that its method applies to; those of referenceSample.
 */
export async function checkDrift(
  connection: DuckDBConnection,
  job: MonitorJob,
  progress: (done: number, total: number) => void,
): Promise<DriftRuleResult[]> {
  const columns = new Map<string, Column>([
    ['prediction', { name: 'prediction', type: 'float64' }],
    ...job.columns.map((column) => [column.name, column] as const),
  ])
  const needed = [...new Set(job.drift.flatMap((rule) => rule.columns))]
  const samples = new Map<string, { reference: Sample; current: Sample }>()
  for (const [i, name] of needed.entries()) {
    progress(i, needed.length)
    const column = columns.get(name)
    if (!column) throw new AIFactoryError('AF7605', `a drift rule of ${job.monitor} compares ${name}, which is no input of the model`)
    samples.set(name, {
      reference: await referenceSample(connection, job, column),
      current: await liveSample(connection, 'current', job.version, column),
    })
  }
  return job.drift.map((rule) => {
    const comparable = rule.columns.filter((name) => isApplicable(rule.method, sampleKind(columns.get(name)?.type ?? 'float64')))
    if (comparable.length === 0 && rule.columns.length > 0) throw notComparable(rule)
    const compared = comparable.flatMap((column) => {
      const pair = samples.get(column)
      return pair ? [{ column, comparison: compareSamples(rule.method, pair.reference, pair.current) }] : []
    })
    return judgeRule(
      rule,
      judgeColumns(rule, job.minSamples, compared),
      rule.columns.filter((name) => !comparable.includes(name)),
    )
  })
}

function notComparable(rule: DriftRuleSpec): AIFactoryError {
  return new AIFactoryError(
    'AF7605',
    `${rule.method} compares numbers, and ${rule.columns.join(', ')} ${rule.columns.length === 1 ? 'is' : 'are'} text`,
    {
      hint: 'Use psi, jensen_shannon, hellinger, l_infinity or chi_square for text.',
    },
  )
}
