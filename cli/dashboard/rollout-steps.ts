import type { LinkedAnalysisMetric, LinkedRollout, LinkedRolloutStep } from '../../compiler/graph/factory.js'
import { assessAnalysis } from '../../reconciler/decide/analysis.js'
import type { RolloutState } from '../../reconciler/decide/rollout.js'
import { formatDuration } from '../../schema/duration.js'
import type { CheckView, StepView } from './view-model.js'

/** The steps of a rollout with where it stands; without one, what the next rollout will do. */
export function stepViews(spec: LinkedRollout, rollout: RolloutState | undefined): StepView[] {
  const current = rollout?.step ?? -1
  const steps = spec.steps.map((step, index) => ({
    ...titleOf(step),
    state: !rollout || index > current ? ('next' as const) : index < current ? ('done' as const) : ('current' as const),
  }))
  return [...steps, { title: 'Champion', value: '100%', state: 'next' }]
}

function titleOf(step: LinkedRolloutStep): { title: string; value: string } {
  switch (step.kind) {
    case 'mirror':
      return { title: 'Mirror', value: percent(step.share) }
    case 'setWeight':
      return { title: 'Weight', value: percent(step.weight) }
    case 'pause':
      return { title: 'Pause', value: step.durationMs === undefined ? 'for approval' : formatDuration(step.durationMs) }
    case 'analysis':
      return { title: 'Analysis', value: step.name }
    case 'setHeaderRoute':
      return { title: 'Header', value: step.name }
  }
}

/** What the current step's analysis asks for, metric by metric; nothing where the step is none. */
export function checkViews(spec: LinkedRollout, rollout: RolloutState): CheckView[] {
  const step = spec.steps[rollout.step]
  const metrics = step?.kind === 'analysis' ? (spec.analysis[step.name] ?? []) : []
  return metrics.map((metric, index) => {
    const tally = rollout.analysis[`${index}:${metric.metric}`]
    return {
      metric: metric.metric,
      limit: limitOf(metric),
      message: tally?.message ?? 'not measured yet',
      passed: tally?.pass ?? 0,
      needed: metric.count,
      verdict: assessAnalysis([metric], tally ? { [`0:${metric.metric}`]: tally } : {}).verdict,
    }
  })
}

/** The limit of a metric, in the words of the file. */
export function limitOf(metric: LinkedAnalysisMetric): string {
  const { min, max, condition, versus, minDelta, maxRatio, minSamples } = metric
  const shown = (value: number): string =>
    metric.metric.startsWith('latency') ? formatDuration(value) : metric.metric === 'error_rate' ? percent(value) : String(value)
  const limits = [
    min === undefined ? '' : `at least ${shown(min)}`,
    max === undefined ? '' : `at most ${shown(max)}`,
    condition ? `${condition.operator} ${shown(condition.value)}` : '',
    versus && maxRatio !== undefined ? `at most ${maxRatio} times the champion's` : '',
    versus && (minDelta !== undefined || maxRatio === undefined) ? `improvement over the champion of at least ${minDelta ?? 0}` : '',
  ]
  return `${limits.filter(Boolean).join(' and ')}, on ${minSamples.toLocaleString('en')} samples`
}

export const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`
