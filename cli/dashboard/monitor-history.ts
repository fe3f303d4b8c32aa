import type { DriftReport, DriftRuleSpec, PerformanceRuleSpec } from '../../schema/generated/jobs.js'
import { heatLevel, testsPValue } from './heat-level.js'
import { METHOD_NAMES } from './method-names.js'
import { higherIsBetter } from './metric-direction.js'
import type { DriftHistory, PerformanceHistory, Verdict } from './view-model.js'

const LETTERS: Readonly<Record<Verdict, string>> = { pass: 'p', fail: 'f', inconclusive: 'i', 'no-data': 'n' }

/** What a drift rule found in each report. A report from before the rule has no data. */
export function driftHistory(rule: DriftRuleSpec, reports: readonly DriftReport[]): DriftHistory {
  const usesPValue = testsPValue(rule)
  const results = reports.map((report) => {
    const found = report.rules.find(({ id }) => id === rule.id)
    return { verdict: found?.verdict, columns: new Map(found?.columns.map((column) => [column.column, column])) }
  })
  return {
    id: rule.id,
    title: METHOD_NAMES[rule.method],
    method: rule.method,
    threshold: rule.threshold ?? rule.pValue ?? null,
    usesPValue,
    driftShare: rule.driftShare,
    columns: rule.columns.map((column) => ({
      column,
      values: results.map(({ columns }) => {
        const drift = columns.get(column)
        return short(usesPValue ? drift?.pValue : drift?.statistic)
      }),
      levels: results.map(({ columns }) => heatLevel(columns.get(column), rule)).join(''),
    })),
    verdicts: results.map(({ verdict = 'no-data' }) => LETTERS[verdict]).join(''),
  }
}

/** What a performance rule found in each report. */
export function performanceHistory(rule: PerformanceRuleSpec, reports: readonly DriftReport[]): PerformanceHistory {
  const results = reports.map((report) => report.performance.find(({ id }) => id === rule.id))
  const higher = higherIsBetter(rule.metric)
  return {
    id: rule.id,
    metric: rule.metric,
    higherIsBetter: higher,
    values: results.map((result) => short(result?.value)),
    baselines: results.map((result) => short(result?.baseline)),
    limits: results.map((result) => short(limitOf(rule, result?.baseline, higher))),
    samples: results.map((result) => result?.samples ?? 0),
    verdicts: results.map((result) => LETTERS[result?.verdict ?? 'no-data']).join(''),
  }
}

/** Where a rule fires: its own limit, or so far from the baseline, whichever is met first. */
function limitOf(rule: PerformanceRuleSpec, baseline: number | undefined, higher: boolean): number | undefined {
  const drop = rule.dropVersus === undefined || baseline === undefined ? undefined : baseline + (higher ? -1 : 1) * (rule.by ?? 0)
  const limits = [drop, higher ? rule.min : rule.max].filter((limit) => limit !== undefined)
  if (limits.length === 0) return undefined
  return higher ? Math.max(...limits) : Math.min(...limits)
}

const short = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(4))
