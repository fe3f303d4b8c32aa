import type { Factory, LinkedEndpoint } from '../../compiler/graph/factory.js'
import { policyReport, type Span } from '../../reconciler/backtest/policy-report.js'
import { round } from '../../reconciler/backtest/round.js'
import type { PolicyTrace } from '../../reconciler/backtest/simulate.js'
import { improvement } from '../../runtime/evaluate/metrics/compute-metrics.js'
import type { EndpointReport, PolicyReport } from '../../schema/generated/backtest.js'
import { higherIsBetter } from '../dashboard/metric-direction.js'
import { difference } from './differences.js'
import { mainMetric } from './main-metric.js'
import { monthsOf, weeksOf } from './spans.js'
import { verdictOf } from './verdict.js'

/** A policy that was replayed. */
export interface Replayed {
  readonly policy: PolicyReport['policy']
  readonly factory: Factory
  readonly trace: PolicyTrace
}

/** The report on one endpoint of the file under each policy that has it. */
export function endpointReport(
  endpoint: LinkedEndpoint,
  replayed: readonly Replayed[],
  options: { span: Span; requests: number; seed: number; trainingSeconds?: number; base?: string },
): EndpointReport {
  const { span, requests, seed, trainingSeconds, base } = options
  const file = replayed.find(({ policy }) => policy === 'file')
  const model = file?.factory.models[endpoint.model]
  if (!model) throw new Error(`the endpoint ${endpoint.name} has no model`)
  const found = replayed.flatMap(({ policy, factory, trace }) => {
    const own = factory.endpoints[endpoint.name]
    const spans = { to: span.to, months: monthsOf(span), weeks: weeksOf(span), trainingSeconds }
    return (own && policyReport(policy, trace, factory, own, spans)) ?? []
  })
  const measured = Object.assign({}, ...found.map(({ quality }) => quality.metrics)) as Record<string, number>
  const metric = mainMetric(model, measured)
  const never = found.find(({ policy }) => policy === 'never')?.quality.metrics[metric]
  const policies = found.map((report) => withGain(report, metric, never))
  const differences = policies
    .filter(({ policy }) => policy !== 'file')
    .flatMap((other) => difference(metric, policies[0] as PolicyReport, other, seed) ?? [])
  return {
    endpoint: endpoint.name,
    model: model.name,
    task: model.task,
    metric,
    better: higherIsBetter(metric) ? 'higher' : 'lower',
    requests,
    policies,
    differences,
    verdict: verdictOf(metric, policies, differences, base),
  }
}

function withGain(report: Omit<PolicyReport, 'gainPerRetraining'>, metric: string, never: number | undefined): PolicyReport {
  const value = report.quality.metrics[metric]
  const { retrainings } = report.counts
  const gain =
    value === undefined || never === undefined || retrainings === 0 ? null : round(improvement(metric, value, never) / retrainings, 6)
  const { policy, counts, cost, freshness, quality, ...rest } = report
  return { policy, counts, cost, freshness, quality, gainPerRetraining: gain, ...rest }
}
