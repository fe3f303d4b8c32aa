import type { Factory, LinkedAnalysisMetric, LinkedEndpoint, LinkedModel, LinkedRolloutStep } from '../../compiler/graph/factory.js'

/** A condition of a policy that past data cannot answer. */
export interface Waived {
  /** endpoint/name or model/name. */
  readonly subject: string
  /** Where it is asked for: an analysis, gates, or a step. */
  readonly where: string
  readonly what: string
}

/** Metrics that only a server's own run can tell. */
export function isOperational(metric: string): boolean {
  return metric === 'error_rate' || metric.startsWith('latency_')
}

/**
 * A factory without the limits that past data cannot answer, and the list of them. An analysis of such a metric still waits for its
 * interval, its count and its samples; no value is held against a limit. The report of a backtest names each of them (decision 11).
 */
export function waiveOperations(factory: Factory): { factory: Factory; waived: readonly Waived[] } {
  const waived = [...Object.values(factory.endpoints).flatMap(waivedOfEndpoint), ...Object.values(factory.models).flatMap(waivedOfModel)]
  return {
    factory: {
      ...factory,
      models: mapValues(factory.models, (model) => ({ ...model, gates: { ...model.gates, latency: undefined, approval: undefined } })),
      endpoints: mapValues(factory.endpoints, (endpoint) => ({
        ...endpoint,
        rollout: {
          ...endpoint.rollout,
          steps: endpoint.rollout.steps.map((step) => (isForPerson(step) ? { ...step, durationMs: 0 } : step)),
          analysis: mapValues(endpoint.rollout.analysis, (metrics) => metrics.map(withoutLimits)),
        },
      })),
    },
    waived,
  }
}

function waivedOfEndpoint({ name, rollout }: LinkedEndpoint): Waived[] {
  const subject = `endpoint/${name}`
  const used = rollout.steps.flatMap((step) => (step.kind === 'analysis' ? [step.name] : []))
  const analyses = [...new Set(used)].flatMap((analysis) =>
    (rollout.analysis[analysis] ?? [])
      .filter(({ metric }) => isOperational(metric))
      .map(({ metric }) => ({ subject, where: `analysis ${analysis}`, what: metric })),
  )
  const headers = rollout.steps.flatMap((step) =>
    step.kind === 'setHeaderRoute' ? [{ subject, where: 'step', what: `header ${step.name}` }] : [],
  )
  const pauses = rollout.steps.some(isForPerson) ? [{ subject, where: 'step', what: 'pause for a person' }] : []
  const { header, input } = rollout.stickiness ?? {}
  const sticky = rollout.stickiness ? [{ subject, where: 'rollout', what: `stickiness by ${header ?? input}` }] : []
  return [...analyses, ...headers, ...pauses, ...sticky]
}

/** A pause without a length. */
const isForPerson = (step: LinkedRolloutStep): boolean => step.kind === 'pause' && step.durationMs === undefined

function waivedOfModel({ name, gates }: LinkedModel): Waived[] {
  const asked = [...(gates.latency ? ['latency'] : []), ...(gates.approval ? ['approval'] : [])]
  return asked.map((what) => ({ subject: `model/${name}`, where: 'gates', what }))
}

function withoutLimits(spec: LinkedAnalysisMetric): LinkedAnalysisMetric {
  if (!isOperational(spec.metric)) return spec
  const { metric, intervalMs, count, minSamples, failureLimit, inconclusiveLimit } = spec
  return { metric, intervalMs, count, minSamples, failureLimit, inconclusiveLimit }
}

export function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
