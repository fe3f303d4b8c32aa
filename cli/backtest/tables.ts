import type { EndpointReport, PolicyReport } from '../../schema/generated/backtest.js'
import { metricName } from '../dashboard/metric-name.js'
import { POLICY_NAMES } from './policy-names.js'

/** A table of text: the first cell of a row says what it is about. */
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

interface Fact {
  readonly name: string
  readonly of: (policy: PolicyReport) => number | null | undefined
  readonly show: (value: number) => string
}

const whole = (value: number): string => String(value)
const decimals = (digits: number) => (value: number) => value.toFixed(digits)

/** What policies did and what came of it: a column for each policy, and where there is a base one for the change against it. */
export function factsTable(report: EndpointReport): Table {
  const { policies } = report
  const { currency = '' } = policies[0]?.cost ?? {}
  const counted = (name: string, of: (counts: PolicyReport['counts']) => number): Fact => ({
    name,
    of: ({ counts }) => of(counts),
    show: whole,
  })
  const metrics = [...new Set([report.metric, 'roc_auc', 'brier', 'rmse', 'accuracy'])].filter((metric) =>
    policies.some(({ quality }) => quality.metrics[metric] !== undefined),
  )
  const facts: Fact[] = [
    ...metrics.map((metric): Fact => ({ name: metricName(metric), of: ({ quality }) => quality.metrics[metric], show: decimals(4) })),
    { name: `${metricName(report.metric)} gained per retraining`, of: ({ gainPerRetraining }) => gainPerRetraining, show: decimals(4) },
    counted('alerts', ({ alerts }) => alerts),
    counted('retrainings', ({ retrainings }) => retrainings),
    counted('  rejected by gates', ({ rejectedByGates }) => rejectedByGates),
    counted('  failed', ({ failed }) => failed),
    counted('rollouts aborted', ({ rolloutsAborted }) => rolloutsAborted),
    counted('promotions', ({ promotions }) => promotions),
    counted('rollbacks', ({ rollbacks }) => rollbacks),
    counted('refused by a budget', ({ refusedByBudget }) => refusedByBudget),
    { name: 'CPU-hours of training', of: ({ cost }) => cost.cpuHours, show: decimals(3) },
    { name: 'GPU-hours of training', of: ({ cost }) => cost.gpuHours, show: decimals(3) },
    { name: `cost in ${currency}`, of: ({ cost }) => cost.amount, show: decimals(2) },
    { name: 'mean age of the model, days', of: ({ freshness }) => freshness.meanAgeDays, show: decimals(1) },
    { name: 'days on a stale model', of: ({ freshness }) => freshness.staleDays, show: decimals(1) },
  ]
  return { head: ['', ...columnNames(policies)], rows: facts.filter(isTold(policies)).map((fact) => rowOf(fact, policies)) }
}

/** The main metric by calendar month. */
export function monthsTable({ metric, policies }: EndpointReport): Table {
  const months = policies[0]?.months ?? []
  const rows = months.map(({ from }, month) =>
    rowOf({ name: from.slice(0, 7), of: (policy) => policy.months[month]?.metrics[metric], show: decimals(4) }, policies),
  )
  // A month of which only the first hours were replayed may have no outcome at all.
  return { head: [metricName(metric), ...columnNames(policies)], rows: rows.filter(([, ...cells]) => cells.some((cell) => cell !== '-')) }
}

/** Nothing failed, nothing was priced, no GPU: not worth a row. */
const isTold =
  (policies: readonly PolicyReport[]) =>
  ({ name, of }: Fact): boolean =>
    policies.some((policy) => {
      const value = of(policy)
      return value !== null && value !== undefined && (value !== 0 || !/failed|GPU|rollbacks|budget/.test(name))
    })

function columnNames(policies: readonly PolicyReport[]): string[] {
  return policies.flatMap(({ policy }) => (policy === 'base' ? [POLICY_NAMES.base, 'change'] : [POLICY_NAMES[policy]]))
}

function rowOf({ name, of, show }: Fact, policies: readonly PolicyReport[]): string[] {
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '-' : show(value))
  const file = policies.find(({ policy }) => policy === 'file')
  const cells = policies.flatMap((policy) => {
    const value = of(policy)
    return policy.policy === 'base' ? [text(value), change(file && of(file), value, show)] : [text(value)]
  })
  return [name, ...cells]
}

function change(value: number | null | undefined, base: number | null | undefined, show: (value: number) => string): string {
  if (typeof value !== 'number' || typeof base !== 'number') return '-'
  const shown = show(value - base)
  if (Number(shown) === 0) return '='
  return value > base ? `+${shown}` : shown
}
