import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Column, DriftRuleResult, DriftRuleSpec, MonitorJob } from '../../schema/generated/jobs.js'
import { type Comparison, compareSamples, isApplicable } from './compare-samples.js'
import { judgeColumns } from './judge-columns.js'
import { judgeRule } from './judge-rule.js'
import { liveSample } from './live-sample.js'
import { sampleKind } from './read-sample.js'
import { referenceSample } from './reference-samples.js'

/**
 * The verdicts of a monitor's drift rules, from the table current and the reference (the table reference where it is a
 * window). Columns are read one after another, so that only one is in memory.
 * @throws AIFactoryError AF7605 where a rule names no column that its method applies to; those of referenceSample.
 */
export async function checkDrift(
  connection: DuckDBConnection,
  job: MonitorJob,
  progress: (done: number, total: number) => void,
): Promise<DriftRuleResult[]> {
  const columns = new Map<string, Column>(job.columns.map((column) => [column.name, column]))
  columns.set('prediction', { name: 'prediction', type: 'float64' })
  const needed = [...new Set(job.drift.flatMap((rule) => rule.columns))].map((name) => {
    const column = columns.get(name)
    if (column) return column
    throw new AIFactoryError('AF7605', `a drift rule of ${job.monitor} compares ${name}, which is no input of the model`)
  })
  const rules = job.drift.map((rule) => ({ rule, compared: new Map<string, Comparison>() }))
  for (const [i, column] of needed.entries()) {
    progress(i, needed.length)
    const reference = await referenceSample(connection, job, column)
    const current = await liveSample(connection, 'current', job.version, column)
    for (const { rule, compared } of rules) {
      if (!rule.columns.includes(column.name) || !isApplicable(rule.method, sampleKind(column.type))) continue
      compared.set(column.name, compareSamples(rule.method, reference, current))
    }
  }
  return rules.map(({ rule, compared }) => {
    if (compared.size === 0 && rule.columns.length > 0) throw notComparable(rule)
    const judged = rule.columns.flatMap((column) => {
      const comparison = compared.get(column)
      return comparison ? [{ column, comparison }] : []
    })
    const leftOut = rule.columns.filter((column) => !compared.has(column))
    return judgeRule(rule, judgeColumns(rule, job.minSamples, judged), leftOut)
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
