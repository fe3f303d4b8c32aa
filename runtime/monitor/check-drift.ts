import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Column, DriftRuleResult, DriftRuleSpec, MonitorJob } from '../../schema/generated/jobs.js'
import { type Comparison, compareSamples, isApplicable } from './compare-samples.js'
import { judgeColumns } from './judge-columns.js'
import { judgeRule } from './judge-rule.js'
import { liveSamples } from './live-sample.js'
import { countRows, sampleKind } from './read-sample.js'
import { referenceRows, referenceSamples } from './reference-samples.js'

/** About 200 MB: a value is held twice while it is sorted, then with how often it occurs. */
const VALUES_AT_ONCE = 8_000_000

/**
 * The verdicts of a monitor's drift rules, from the table current and the reference (the table reference where it is a
 * window). Columns are read some at a time, so that memory is bounded however many there are.
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
  let done = 0
  const rows = needed.length > 0 ? (await countRows(connection, 'current')) + (await referenceRows(connection, job)) : 0
  for (const batch of batches(needed, rows)) {
    progress(done, needed.length)
    const references = await referenceSamples(connection, job, batch)
    const currents = await liveSamples(connection, 'current', job.version, batch)
    for (const [i, column] of batch.entries()) {
      const [reference, current] = [references[i], currents[i]]
      for (const { rule, compared } of rules) {
        if (!rule.columns.includes(column.name) || !isApplicable(rule.method, sampleKind(column.type))) continue
        if (reference && current) compared.set(column.name, compareSamples(rule.method, reference, current))
      }
    }
    done += batch.length
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

/** Columns that are read together: as many as hold so many values. */
function batches(columns: readonly Column[], rows: number): Column[][] {
  const size = Math.max(1, Math.floor(VALUES_AT_ONCE / Math.max(1, rows)))
  const all: Column[][] = []
  for (let from = 0; from < columns.length; from += size) all.push(columns.slice(from, from + size))
  return all
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
