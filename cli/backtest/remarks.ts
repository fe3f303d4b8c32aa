import type { BacktestReport, Difference, EndpointReport } from '../../schema/generated/backtest.js'
import { metricName } from '../dashboard/metric-name.js'
import { POLICY_NAMES } from './policy-names.js'

/** What the figures rest on, in sentences. */
export function remarksOf(report: BacktestReport): string[] {
  const { notSimulated, notes, endpoints } = report
  const waived = notSimulated.map(({ subject, where, what }) => `${what} (${where} of ${subject})`)
  const bases = new Set(endpoints.flatMap(({ policies }) => policies.map(({ cost }) => cost.basis)))
  return [
    ...(waived.length > 0 ? [`Not simulated, and taken as met: ${waived.join(', ')}. Past data cannot tell.`] : []),
    'Training takes no time by the clock of the backtest.',
    ...(bases.has('nominal')
      ? ['Hours of training are rows times epochs at a nominal speed; --training-time says how long one really takes.']
      : []),
    ...(bases.has('unknown') ? ['How long training takes is not known, so it counts as nothing; say it with --training-time.'] : []),
    ...notes,
  ]
}

/** The improvement over another policy, with its interval: positive is better. */
export function differenceText({ metric }: EndpointReport, { over, mean, lower, upper, weeks }: Difference): string {
  const interval =
    lower === undefined || upper === undefined ? 'too few weeks for an interval' : `95% interval ${signed(lower)} to ${signed(upper)}`
  const other = POLICY_NAMES[over as keyof typeof POLICY_NAMES] ?? over
  if (mean === 0 && lower === 0 && upper === 0) return `${metricName(metric)} the same as ${other} in each of ${weeks} weeks`
  return `${metricName(metric)} ${mean < 0 ? 'worse' : 'better'} than ${other} by ${Math.abs(mean).toFixed(4)} in the mean of ${weeks} weeks (${interval})`
}

const signed = (value: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(4)}`
