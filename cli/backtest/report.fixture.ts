import type { BacktestReport, MeasuredSpan, PolicyReport } from '../../schema/generated/backtest.js'

const DAY = 86_400_000
const START = Date.UTC(2024, 0, 1)
const iso = (day: number): string => new Date(START + day * DAY).toISOString()

/** A policy whose metric has these values, week by week. */
export function policyOf(
  policy: PolicyReport['policy'],
  weeks: readonly (number | undefined)[],
  change: Partial<PolicyReport> = {},
): PolicyReport {
  const span = (value: number | undefined, from: number, to: number): MeasuredSpan => ({
    from: iso(from),
    to: iso(to),
    rows: 700,
    outcomes: 700,
    metrics: value === undefined ? {} : { roc_auc: value },
  })
  return {
    policy,
    counts: {
      alerts: 3,
      drift: 2,
      decay: 1,
      dataQuality: 0,
      trainings: 3,
      retrainings: 2,
      registered: 3,
      rejectedByGates: 0,
      failed: 0,
      promotions: 3,
      rolloutsAborted: 0,
      rollbacks: 0,
      waitsForCooldown: 0,
      refusedByBudget: 0,
    },
    cost: { basis: 'nominal', hours: 1, cpuHours: 2, gpuHours: 0, memoryGiBHours: 4, amount: 3, currency: 'EUR' },
    freshness: { meanAgeDays: 10, maxAgeDays: 20, staleDays: null },
    quality: { rows: 7000, outcomes: 7000, metrics: { roc_auc: weeks[0] ?? 0.7 } },
    gainPerRetraining: null,
    months: [span(weeks[0], 0, 31)],
    weeks: weeks.map((value, week) => span(value, week * 7, week * 7 + 7)),
    events: [],
    ...change,
  }
}

export function reportOf(policies: PolicyReport[], change: Partial<BacktestReport> = {}): BacktestReport {
  const weeks = policies[0]?.weeks.length ?? 1
  return {
    version: 1,
    factory: 'orders',
    target: null,
    seed: 0,
    range: { from: iso(0), to: iso(weeks * 7), step: '6h' },
    file: { id: 'working-tree:1' },
    base: { id: '0123456789abcdef', name: 'main' },
    notSimulated: [],
    notes: [],
    endpoints: [
      {
        endpoint: 'api',
        model: 'returns',
        task: 'binary_classification',
        metric: 'roc_auc',
        better: 'higher',
        requests: 7000,
        policies,
        differences: [],
        verdict: { quality: 'same', sentence: 'It is the same.' },
      },
    ],
    ...change,
  }
}
