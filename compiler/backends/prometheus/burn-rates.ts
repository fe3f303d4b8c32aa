import type { Factory, LinkedEndpoint, LinkedObjectives } from '../../graph/factory.js'
import { selector } from '../text/promql.js'
import { type Alert, prometheusDuration, type Series } from './alert.js'

const HOUR = 3_600_000
const MINUTE = 60_000

/**
 * Windows of multi-window, multi-burn-rate alerts as in the Site Reliability Workbook, chapter 5: each fires once a share of the
 * budget is spent within the long window, and ends soon after it is no longer being spent, since the short one has to hold as well.
 */
const WINDOWS = [
  { budget: 0.02, long: HOUR, short: 5 * MINUTE, for: '2m', test: '5m', severity: 'page' },
  { budget: 0.05, long: 6 * HOUR, short: 30 * MINUTE, for: '15m', test: '20m', severity: 'page' },
  { budget: 0.1, long: 24 * HOUR, short: 2 * HOUR, for: '1h', test: '70m', severity: 'ticket' },
  { budget: 0.1, long: 72 * HOUR, short: 6 * HOUR, for: '3h', test: '190m', severity: 'ticket' },
] as const

const BY = 'by (factory, endpoint)'

/** What is counted as bad, and how much of it is allowed. */
interface Objective {
  readonly record: string
  readonly alert: string
  readonly what: string
  /** Share that may be bad, from 0 to 1. */
  readonly allowed: number
  /** The ratio of bad requests over a time such as 5m. Mirrored requests have no caller. */
  readonly ratio: (range: string) => string
  /** Series of requests of which a share of ten is bad or none. */
  readonly series: (bad: number) => readonly Series[]
}

/** Ratios for each length of a window; those over days are made less often, since each looks through all of it. */
export function ratioGroups(factory: Factory): { interval: string; rules: { record: string; expr: string }[] }[] {
  const objectives = endpointsOf(factory).flatMap((endpoint) => endpoint.objectives)
  const kinds = [...new Map(objectives.map((objective) => [objective.ratio('5m'), objective])).values()]
  const rules = (lengths: readonly number[]) =>
    kinds.flatMap((objective) =>
      lengths.map((length) => {
        const range = prometheusDuration(length)
        return { record: `${objective.record}:ratio_rate${range}`, expr: objective.ratio(range) }
      }),
    )
  const lengths = [...new Set(WINDOWS.flatMap(({ long, short }) => [short, long]))].sort((a, b) => a - b)
  return [
    { interval: '1m', rules: rules(lengths.filter((length) => length <= 6 * HOUR)) },
    { interval: '5m', rules: rules(lengths.filter((length) => length > 6 * HOUR)) },
  ].filter((group) => group.rules.length > 0)
}

/** A unit test of the ratios: three requests of ten are bad. */
export function recordedTests(factory: Factory): { name: string; series: readonly Series[]; expr: string; labels: string }[] {
  return endpointsOf(factory).flatMap(({ endpoint, objectives }) =>
    objectives.map((objective) => {
      const name = `${objective.record}:ratio_rate5m`
      const labels = selector(name, { factory: factory.name, endpoint: endpoint.name })
      return { name: `${endpoint.name} ${name}`, series: objective.series(3), expr: labels, labels }
    }),
  )
}

export function burnAlerts(factory: Factory): Alert[] {
  return endpointsOf(factory).flatMap(({ endpoint, windowMs, objectives }) =>
    objectives.flatMap((objective) => WINDOWS.flatMap((window) => burnAlert(factory, { endpoint, windowMs, objective, window }))),
  )
}

function burnAlert(
  factory: Factory,
  of: {
    readonly endpoint: LinkedEndpoint
    readonly windowMs: number
    readonly objective: Objective
    readonly window: (typeof WINDOWS)[number]
  },
): Alert[] {
  const { endpoint, windowMs, objective, window } = of
  const factor = (window.budget * windowMs) / window.long
  const limit = Number((factor * objective.allowed).toPrecision(6))
  // More than all requests cannot be bad, so such a window would never fire; nor would one in which little is ever spent.
  if (limit >= 1 || factor < 1) return []
  const labels = { factory: factory.name, endpoint: endpoint.name }
  const [long, short] = [prometheusDuration(window.long), prometheusDuration(window.short)]
  const above = (range: string): string => `${selector(`${objective.record}:ratio_rate${range}`, labels)} > ${limit}`
  const recorded = (range: string, ratio: number): Series => ({
    series: selector(`${objective.record}:ratio_rate${range}`, labels),
    values: `${ratio}x300`,
  })
  return [
    {
      name: objective.alert,
      expr: `${above(long)} and ${above(short)}`,
      for: window.for,
      severity: window.severity,
      event: 'objective',
      labels: { ...labels, model: endpoint.model, window: long },
      summary: `${endpoint.name} spends its budget of ${objective.what} ${Number(factor.toPrecision(3))} times too fast`,
      // The recorded ratios themselves: days of requests would take minutes to go through. `recordedTests` holds these to requests.
      test: { at: window.test, fires: [long, short].map((range) => recorded(range, 1)), quiet: [recorded(long, 1), recorded(short, 0)] },
    },
  ]
}

function endpointsOf(factory: Factory): { endpoint: LinkedEndpoint; windowMs: number; objectives: Objective[] }[] {
  return Object.values(factory.endpoints).flatMap((endpoint) => {
    const { objectives } = endpoint
    if (objectives === undefined) return []
    return [{ endpoint, windowMs: objectives.windowMs, objectives: objectivesOf(factory, endpoint, objectives) }]
  })
}

function objectivesOf(factory: Factory, endpoint: LinkedEndpoint, { availability, latency }: LinkedObjectives): Objective[] {
  const labels = { factory: factory.name, endpoint: endpoint.name }
  // A label with another operator than = follows the selector's own.
  const requests = (name: string, more: string): string => selector(name, labels).replace(/\}$/, `,${more}}`)
  const served = (name: string, more = ''): string => requests(name, `role!="mirror"${more}`)
  const series = (name: string, more: Readonly<Record<string, string>>, perMinute: number): Series => ({
    series: selector(name, { ...labels, version: '1', role: 'primary', ...more }),
    values: `0+${perMinute}x${TEST_MINUTES}`,
  })
  const found: Objective[] = []
  if (availability !== undefined) {
    const all = (range: string): string => `sum ${BY} (rate(${served('aifactory_requests_total')}[${range}]))`
    found.push({
      record: 'aifactory:errors',
      alert: 'AIFactoryErrorBudgetBurn',
      what: 'errors',
      allowed: share(1 - availability),
      // Where nothing has failed yet there is no series of failures.
      ratio: (range) =>
        `(sum ${BY} (rate(${served('aifactory_requests_total', ',code=~"5.."')}[${range}])) or 0 * ${all(range)}) / ${all(range)}`,
      series: (bad) => [
        series('aifactory_requests_total', { code: '200' }, 10 - bad),
        ...(bad > 0 ? [series('aifactory_requests_total', { code: '500' }, bad)] : []),
      ],
    })
  }
  if (latency !== undefined) {
    const le = String(latency.underMs / 1000)
    const sum = (name: string, range: string, more = ''): string => `sum ${BY} (rate(${served(name, more)}[${range}]))`
    const duration = 'aifactory_request_duration_seconds'
    found.push({
      record: 'aifactory:late',
      alert: 'AIFactoryLatencyBudgetBurn',
      what: 'late answers',
      allowed: share(1 - latency.share),
      ratio: (range) => `1 - ${sum(`${duration}_bucket`, range, `,le="${le}"`)} / ${sum(`${duration}_count`, range)}`,
      series: (bad) => [series(`${duration}_bucket`, { le }, 10 - bad), series(`${duration}_count`, {}, 10)],
    })
  }
  return found
}

const TEST_MINUTES = 30

const share = (of: number): number => Number(of.toPrecision(9))
