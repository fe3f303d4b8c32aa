import type { ColumnDrift, DriftRuleSpec } from '../../schema/generated/jobs.js'
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js'
import { bonferroni } from '../statistics/bonferroni.js'
import type { Comparison } from './compare-samples.js'

/** Rows of the reference below which nothing is said. */
const LEAST_REFERENCE = 30
/** A distance that would come up this often without drift is not evidence of it. */
const SIGNIFICANCE = 0.05

export interface ComparedColumn {
  readonly column: string
  readonly comparison: Comparison
}

export interface JudgedColumn {
  readonly drift: ColumnDrift
  /** For a person: why the column is inconclusive or has no data. */
  readonly reason?: string
}

/**
 * The verdict of a rule on each column. A p-value rule fails a column whose corrected p-value is below the rule's. A
 * threshold rule fails one whose distance reaches the threshold, unless the same distance is likely without drift; where a
 * window is so small that noise alone reaches the threshold, it is inconclusive whatever the distance. Too few rows are
 * inconclusive, none are no data, and neither ever passes.
 */
export function judgeColumns(rule: DriftRuleSpec, minSamples: number, columns: readonly ComparedColumn[]): JudgedColumn[] {
  const sizes = columns.map(({ comparison }) => shortage(comparison, minSamples))
  const corrected = correct(
    rule,
    columns.map(({ comparison }, i) => (sizes[i] ? undefined : comparison.pValue)),
  )
  return columns.map(({ column, comparison }, i) => {
    const { verdict, reason } = sizes[i] ?? judge(rule, comparison, corrected[i])
    const { statistic, criticalValue, reference, current } = comparison
    const drift: ColumnDrift = {
      column,
      method: rule.method,
      ...(statistic === undefined ? {} : { statistic }),
      ...(corrected[i] === undefined ? {} : { pValue: corrected[i] }),
      ...(rule.threshold === undefined ? {} : { threshold: rule.threshold }),
      ...(criticalValue === undefined ? {} : { criticalValue }),
      verdict,
      reference,
      current,
    }
    return { drift, ...(reason ? { reason } : {}) }
  })
}

interface Judgement {
  readonly verdict: ColumnDrift['verdict']
  readonly reason?: string
}

function shortage({ reference, current }: Comparison, minSamples: number): Judgement | undefined {
  if (current === 0) return { verdict: 'no-data', reason: 'no live rows with a value' }
  if (reference === 0) return { verdict: 'no-data', reason: 'no reference rows with a value' }
  if (current < minSamples) return { verdict: 'inconclusive', reason: `${current} of the ${minSamples} live rows needed` }
  if (reference < LEAST_REFERENCE) return { verdict: 'inconclusive', reason: `the reference has only ${reference} rows` }
  return undefined
}

function judge(rule: DriftRuleSpec, comparison: Comparison, corrected: number | undefined): Judgement {
  const { statistic, pValue, criticalValue = 0 } = comparison
  if (statistic === undefined || pValue === undefined) return { verdict: 'no-data', reason: 'nothing to compare' }
  if (rule.pValue !== undefined) return { verdict: (corrected ?? 1) < rule.pValue ? 'fail' : 'pass' }
  const threshold = rule.threshold ?? Number.POSITIVE_INFINITY
  if (criticalValue > threshold) {
    return {
      verdict: 'inconclusive',
      reason: `${comparison.current} live rows are too few for a threshold of ${threshold}: without drift one window in twenty reaches ${criticalValue.toPrecision(2)}`,
    }
  }
  if (statistic < threshold) return { verdict: 'pass' }
  if (pValue < SIGNIFICANCE) return { verdict: 'fail' }
  return { verdict: 'inconclusive', reason: `${statistic.toPrecision(3)} may be chance (p = ${pValue.toPrecision(2)})` }
}

/** Only columns that are tested count as tests. Threshold rules report the p-value as it is. */
function correct(rule: DriftRuleSpec, pValues: readonly (number | undefined)[]): (number | undefined)[] {
  const correction = rule.pValue === undefined ? 'none' : rule.correction
  if (correction === 'none') return [...pValues]
  const tested = pValues.filter((p) => p !== undefined)
  const corrected = correction === 'bonferroni' ? bonferroni(tested) : benjaminiHochberg(tested)
  let next = 0
  return pValues.map((p) => (p === undefined ? undefined : corrected[next++]))
}
