import type { EvaluateJob, EvaluationReport } from '../../schema/generated/jobs.js'
import { type Confusion, confusionAt } from './metrics/confusion.js'
import { type GroupColumns, groupRows, type JudgedRows, pick } from './rows.js'

type Fairness = EvaluationReport['fairness'][number]
type Group = Fairness['groups'][number]

/**
 * Differences and ratios between groups as Fairlearn defines them, at the threshold: demographic parity is about the share predicted
 * positive, equal opportunity about the true positive rate, equalized odds about the worse one of the true and the false positive
 * rate. A difference is greatest less least, a ratio least to greatest, undefined where all are 0. Groups below minSamples, and those in which a rate is not defined, are left out; with fewer than two
 * groups there is no value. Binary tasks only.
 */
export function measureFairness(job: EvaluateJob, rows: JudgedRows, groups: GroupColumns): Fairness[] {
  if (job.task !== 'binary_classification') return job.fairness.map(({ column, metric }) => ({ column, metric, groups: [] }))
  return job.fairness.map(({ column, metric, minSamples }) => {
    const found = groupRows(groups[column] ?? [])
      .filter(([, chosen]) => chosen.length >= minSamples)
      .map(([value, chosen]) => ratesOf(String(value), pick(rows, chosen), job.threshold))
    const value = MEASURES[metric]?.(found)
    return { column, metric, ...(value === undefined ? {} : { value }), groups: found }
  })
}

type Rates = readonly (number | undefined)[]

const selected = (groups: readonly Group[]): Rates => groups.map((group) => group.rate)
const truePositive = (groups: readonly Group[]): Rates => groups.map((group) => group.truePositiveRate)
const falsePositive = (groups: readonly Group[]): Rates => groups.map((group) => group.falsePositiveRate)

const MEASURES: Readonly<Record<string, (groups: readonly Group[]) => number | undefined>> = {
  demographic_parity_difference: (groups) => spread(selected(groups)),
  demographic_parity_ratio: (groups) => ratio(selected(groups)),
  equal_opportunity_difference: (groups) => spread(truePositive(groups)),
  equal_opportunity_ratio: (groups) => ratio(truePositive(groups)),
  equalized_odds_difference: (groups) => worse(Math.max, spread(truePositive(groups)), spread(falsePositive(groups))),
  equalized_odds_ratio: (groups) => worse(Math.min, ratio(truePositive(groups)), ratio(falsePositive(groups))),
}

function worse(of: (a: number, b: number) => number, a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : of(a, b)
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

function spread(rates: Rates): number | undefined {
  const ends = endsOf(rates)
  return ends && ends.greatest - ends.least
}

function ratio(rates: Rates): number | undefined {
  const ends = endsOf(rates)
  return ends && ends.greatest > 0 ? ends.least / ends.greatest : undefined
}

function endsOf(rates: Rates): { readonly least: number; readonly greatest: number } | undefined {
  const defined = rates.filter((rate) => rate !== undefined)
  return defined.length < 2 ? undefined : { least: Math.min(...defined), greatest: Math.max(...defined) }
}
