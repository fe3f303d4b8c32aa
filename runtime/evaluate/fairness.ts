import type { EvaluateJob, EvaluationReport } from '../../schema/generated/jobs.js'
import { type Confusion, confusionAt } from './metrics/confusion.js'
import { type GroupColumns, groupRows, type JudgedRows, pick } from './rows.js'

type Fairness = EvaluationReport['fairness'][number]
type Group = Fairness['groups'][number]

/**
 * Differences between groups as Fairlearn defines them, at the threshold: demographic parity is the largest difference of the share
 * predicted positive, equal opportunity of the true positive rate, equalized odds the larger one of the differences of the true and
 * of the false positive rate. Groups below minSamples, and those in which a rate is not defined, are left out; with fewer than two
 * groups there is no value. Binary tasks only.
 */
export function measureFairness(job: EvaluateJob, rows: JudgedRows, groups: GroupColumns): Fairness[] {
  if (job.task !== 'binary_classification') return job.fairness.map(({ column, metric }) => ({ column, metric, groups: [] }))
  return job.fairness.map(({ column, metric, minSamples }) => {
    const found = groupRows(groups[column] ?? [])
      .filter(([, chosen]) => chosen.length >= minSamples)
      .map(([value, chosen]) => ratesOf(String(value), pick(rows, chosen), job.threshold))
    const value = DIFFERENCES[metric]?.(found)
    return { column, metric, ...(value === undefined ? {} : { value }), groups: found }
  })
}

const DIFFERENCES: Readonly<Record<string, (groups: readonly Group[]) => number | undefined>> = {
  demographic_parity_difference: (groups) => spread(groups.map((group) => group.rate)),
  equal_opportunity_difference: (groups) => spread(groups.map((group) => group.truePositiveRate)),
  equalized_odds_difference(groups) {
    const truePositive = spread(groups.map((group) => group.truePositiveRate))
    const falsePositive = spread(groups.map((group) => group.falsePositiveRate))
    return truePositive === undefined || falsePositive === undefined ? undefined : Math.max(truePositive, falsePositive)
  },
}

function ratesOf(value: string, { labels, predictions }: JudgedRows, threshold: number): Group {
  const { tp, fp, tn, fn }: Confusion = confusionAt(labels, predictions.values, threshold)
  return {
    value,
    rows: labels.length,
    rate: (tp + fp) / labels.length,
    ...(tp + fn > 0 ? { truePositiveRate: tp / (tp + fn) } : {}),
    ...(fp + tn > 0 ? { falsePositiveRate: fp / (fp + tn) } : {}),
  }
}

function spread(rates: readonly (number | undefined)[]): number | undefined {
  const defined = rates.filter((rate) => rate !== undefined)
  return defined.length < 2 ? undefined : Math.max(...defined) - Math.min(...defined)
}
