import { percentage } from '../../compiler/graph/changes/written-value.js'
import type { LinkedAnalysisMetric, LinkedEndpoint, LinkedRollout, LinkedRolloutStep } from '../../compiler/graph/factory.js'
import type { ModelWork, Rollout, RolloutStep } from '../../schema/generated/plan.js'
import { rolloutDigest } from '../decide/rollout.js'
import type { Comparison } from './model-work.js'

/** How new versions come to serve: of each endpoint whose model is trained, or that has a rollout under way. */
export function rollouts({ before, after, known }: Comparison, models: readonly ModelWork[]): Rollout[] {
  return Object.values(after.endpoints).flatMap((endpoint): Rollout[] => {
    const state = known?.endpoints[endpoint.name]
    const trains = models.some(({ model, newVersion }) => model === endpoint.model && newVersion)
    const running = state?.rollout
    if (!trains && !running) return []
    const serves = known ? state?.stable : before?.endpoints[endpoint.name]?.model === endpoint.model ? 0 : undefined
    const champion = known && state?.stable !== undefined ? { champion: state.stable } : {}
    if (serves === undefined) return [{ endpoint: endpoint.name, kind: 'first', steps: [], ms: 0, open: false }]
    const steps = rolloutSteps(endpoint)
    const kind = trains || !running ? 'steps' : rolloutDigest(endpoint.rollout) === running.plan ? 'continue' : 'restart'
    const left = kind === 'continue' ? steps.slice(running?.step ?? 0) : steps
    return [
      {
        endpoint: endpoint.name,
        kind,
        ...champion,
        steps: left,
        ms: left.reduce((sum, { ms }) => sum + ms, 0),
        open: left.some(({ samples, person }) => samples !== undefined || person),
      },
    ]
  })
}

/** The steps with their lengths, as far as they are known: pauses, and the intervals and samples of analyses. */
export function rolloutSteps({ rollout, traffic }: Pick<LinkedEndpoint, 'rollout' | 'traffic'>): RolloutStep[] {
  let share = 0
  return rollout.steps.map((step) => {
    if (step.kind === 'mirror') share = step.share
    if (step.kind === 'setWeight') share = step.weight
    return stepOf(step, rollout, traffic && (traffic.predictions / traffic.perMs) * share)
  })
}

/** Predictions that reach the new version are per millisecond; undefined where nobody declared the traffic. */
function stepOf(step: LinkedRolloutStep, rollout: LinkedRollout, perMs: number | undefined): RolloutStep {
  switch (step.kind) {
    case 'mirror':
      return { step: `mirror ${percentage(step.share)}`, ms: 0 }
    case 'setWeight':
      return { step: `setWeight ${percentage(step.weight)}`, ms: 0 }
    case 'setHeaderRoute':
      return { step: `setHeaderRoute ${step.name}`, ms: 0 }
    case 'pause':
      return { step: 'pause', ms: step.durationMs ?? 0, ...(step.durationMs === undefined && { person: true }) }
    case 'analysis': {
      const metrics = rollout.analysis[step.name] ?? []
      const samples = Math.max(0, ...metrics.map(({ minSamples }) => minSamples))
      const ms = Math.max(0, ...metrics.map((metric) => analysisMs(metric, perMs)))
      const waits = perMs === undefined || perMs === 0
      return { step: `analysis ${step.name}`, ms, ...(waits && samples > 0 && { samples }) }
    }
  }
}

/** The first measurement is an interval after the step began; one with too few samples is repeated an interval later. */
function analysisMs({ intervalMs, count, minSamples }: LinkedAnalysisMetric, perMs: number | undefined): number {
  const wait = perMs === undefined || perMs === 0 ? 0 : minSamples / perMs
  return Math.max(1, Math.ceil(wait / intervalMs)) * intervalMs + (count - 1) * intervalMs
}
