import { durationMillis, fractionOf } from '../../schema/duration.js'
import type { AnalysisMetric, Dataset, Endpoint, GroundTruth, Objectives, Rollout, RolloutStep } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { GroundTruthDefinition, SourceDefinition } from '../../schema/generated/jobs.js'
import { boundOf } from './bound.js'
import type { LinkedAnalysisMetric, LinkedEndpoint, LinkedObjectives, LinkedRollout, LinkedRolloutStep } from './factory.js'
import { labelExpression } from './link-dataset.js'
import { linkResources } from './link-model.js'

export function linkEndpoint(
  name: string,
  endpoint: Endpoint,
  { dataset, sources }: { dataset: Dataset; sources: (name: string) => SourceDefinition },
): LinkedEndpoint {
  const { description, model, port, groundTruth, resources, batching, logger, auth, rollout, timeout, traffic, objectives, ...given } =
    endpoint
  const { maxBatchSize, maxDelay } = { ...DEFAULTS.Batching, ...batching }
  const { mode, sampleRate, retention } = { ...DEFAULTS.Logger, ...logger }
  const filled = { ...DEFAULTS.Endpoint, ...given }
  return {
    name,
    ...(description !== undefined && { description }),
    model,
    ...(port !== undefined && { port }),
    resources: linkResources(resources ?? {}),
    minReplicas: filled.minReplicas,
    maxReplicas: maxReplicasOf(endpoint),
    scaleMetric: filled.scaleMetric,
    scaleTarget: filled.scaleTarget,
    batching: { maxBatchSize, maxDelayMs: durationMillis(maxDelay) },
    timeoutMs: durationMillis(timeout ?? DEFAULTS.Endpoint.timeout),
    logger: { mode, sampleRate: fractionOf(sampleRate), retentionMs: durationMillis(retention) },
    auth: { ...DEFAULTS.Auth, ...auth },
    ...(groundTruth && { groundTruth: linkGroundTruth(groundTruth, dataset, sources) }),
    ...(traffic && { traffic: { predictions: traffic.predictions, perMs: durationMillis(traffic.per ?? DEFAULTS.Traffic.per) } }),
    // A window alone asks for nothing.
    ...((objectives?.availability ?? objectives?.latency) !== undefined && { objectives: linkObjectives(objectives ?? {}) }),
    rollout: linkRollout(rollout ?? {}),
  }
}

function linkObjectives({ availability, latency, window }: Objectives): LinkedObjectives {
  return {
    ...(availability !== undefined && { availability: fractionOf(availability) }),
    ...(latency && {
      latency: {
        underMs: durationMillis(latency.under),
        share: fractionOf(latency.share ?? DEFAULTS['Objectives.latency'].share),
      },
    }),
    windowMs: durationMillis(window ?? DEFAULTS.Objectives.window),
  }
}

/** Where no most is given, there are never more replicas than the fewest. */
function maxReplicasOf({ minReplicas = DEFAULTS.Endpoint.minReplicas, maxReplicas }: Endpoint): number {
  return maxReplicas ?? Math.max(minReplicas, DEFAULTS.Endpoint.maxReplicas)
}

/** Outcomes are the labels of the model's dataset, read from wherever they arrive. */
function linkGroundTruth(groundTruth: GroundTruth, dataset: Dataset, sources: (name: string) => SourceDefinition): GroundTruthDefinition {
  return {
    source: sources(groundTruth.source),
    joinKey: groundTruth.joinKey,
    delayMs: durationMillis(groundTruth.delay ?? DEFAULTS.GroundTruth.delay),
    labelExpression: labelExpression(dataset),
  }
}

function linkRollout(rollout: Rollout): LinkedRollout {
  const { strategy, steps = [], analysis = {}, onFailure, deadline, stickiness } = { ...DEFAULTS.Rollout, ...rollout }
  return {
    strategy,
    steps: linkSteps(strategy, steps),
    analysis: Object.fromEntries(Object.entries(analysis).map(([name, { metrics }]) => [name, metrics.map(linkAnalysisMetric)])),
    onFailure,
    deadlineMs: durationMillis(deadline),
    ...(stickiness && { stickiness }),
  }
}

/** A shadow sees all requests from the start, unless a step says what share of them. */
function linkSteps(strategy: LinkedRollout['strategy'], steps: readonly RolloutStep[]): LinkedRolloutStep[] {
  const linked = steps.map(linkStep)
  const unseen = strategy === 'shadow' && !linked.some(({ kind }) => kind === 'mirror')
  return unseen ? [{ kind: 'mirror', share: 1 }, ...linked] : linked
}

function linkStep({ mirror, setWeight, pause, analysis, setHeaderRoute }: RolloutStep): LinkedRolloutStep {
  if (mirror !== undefined) return { kind: 'mirror', share: fractionOf(mirror) }
  if (setWeight !== undefined) return { kind: 'setWeight', weight: fractionOf(setWeight) }
  if (pause !== undefined) return typeof pause === 'string' ? { kind: 'pause', durationMs: durationMillis(pause) } : { kind: 'pause' }
  if (analysis !== undefined) return { kind: 'analysis', name: analysis }
  return { kind: 'setHeaderRoute', name: setHeaderRoute?.name ?? '', value: setHeaderRoute?.value ?? '' }
}

function linkAnalysisMetric(metric: AnalysisMetric): LinkedAnalysisMetric {
  const { min, max, successCondition, interval, confidence, ...rest } = { ...DEFAULTS.AnalysisMetric, ...metric }
  return {
    ...rest,
    ...(min !== undefined && { min: boundOf(min) }),
    ...(max !== undefined && { max: boundOf(max) }),
    ...(successCondition !== undefined && { condition: conditionOf(successCondition) }),
    ...(confidence !== undefined && { confidence: fractionOf(confidence) }),
    intervalMs: durationMillis(interval),
  }
}

function conditionOf(text: string): LinkedAnalysisMetric['condition'] {
  const [, operator, value] = /^result\s*(<=|>=|==|<|>)\s*(.+)$/.exec(text) ?? []
  return { operator: (operator ?? '==') as '<' | '<=' | '>' | '>=' | '==', value: Number(value) }
}
