import type { BacktestReport } from '../../schema/generated/backtest.js'

/** The report for programs, as schema/backtest.v1.schema.json describes it. The same report gives the same bytes. */
export function showJson(report: BacktestReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`
}
