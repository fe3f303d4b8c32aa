import type { Factory, LinkedEndpoint } from '../../compiler/graph/factory.js'
import type { Measured, MeasuredSpan, PolicyReport } from '../../schema/generated/backtest.js'
import type { ServedSpan } from '../../schema/generated/jobs.js'
import { costOf } from './cost.js'
import { countEvents } from './counts.js'
import { freshnessOf } from './freshness.js'
import { policyEvents } from './policy-events.js'
import { round } from './round.js'
import type { PolicyTrace } from './simulate.js'

export interface Span {
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
}

/** The report on one endpoint under one policy, but for what takes other policies to tell. Spans are those that were measured, months first. */
export function policyReport(
  policy: PolicyReport['policy'],
  trace: PolicyTrace,
  factory: Factory,
  endpoint: LinkedEndpoint,
  options: { to: number; months: readonly Span[]; weeks: readonly Span[]; trainingSeconds?: number },
): Omit<PolicyReport, 'gainPerRetraining'> | undefined {
  const found = trace.endpoints.get(endpoint.name)
  const training = trace.training.get(endpoint.model)
  const model = factory.models[endpoint.model]
  if (!found || !training || !model) return undefined
  const { to, months, weeks, trainingSeconds } = options
  const monitors = Object.values(factory.monitors).filter((monitor) => monitor.endpoint === endpoint.name)
  const subjects = new Set([endpoint.name, model.name, model.registeredModel, ...monitors.map(({ name }) => name)])
  const events = trace.events.filter(({ subject }) => subjects.has(subject))
  const watched = monitors.some(({ drift, performance, quality }) =>
    [...drift, ...performance, ...quality].some(({ actions }) => actions?.includes('retrain')),
  )
  const spans = found.served.spans
  return {
    policy,
    counts: countEvents(events, training),
    cost: costOf(
      trace.trainings.filter((done) => done.model === model.name),
      model,
      factory.platform.cost,
      trainingSeconds,
    ),
    freshness: freshnessOf({ primaries: found.primaries, training, events, to, watched }),
    quality: measured(found.served),
    months: months.map((span, index) => measuredSpan(span, spans[index])),
    weeks: weeks.map((span, index) => measuredSpan(span, spans[months.length + index])),
    events: policyEvents(events, training),
  }
}

function measured({ rows, outcomes, metrics }: ServedSpan): Measured {
  return { rows, outcomes, metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, round(value, 6)])) }
}

function measuredSpan({ from, to }: Span, span: ServedSpan | undefined): MeasuredSpan {
  const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  return { ...times, ...measured(span ?? { rows: 0, outcomes: 0, metrics: {} }) }
}
