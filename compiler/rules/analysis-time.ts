import { durationMillis, formatDuration } from '../../schema/duration.js'
import type { Rollout } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, entry, type Rule } from './context.js'

/** Pauses and analyses together end before the deadline, also where every measurement succeeds. */
export const analysisTime: Rule = ({ spec, report, key, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    if (rollout === undefined) continue
    const deadline = rollout.deadline ?? DEFAULTS.Rollout.deadline
    const pauses = sum((rollout.steps ?? []).map(({ pause }) => (typeof pause === 'string' ? durationMillis(pause) : 0)))
    const analyses = sum((rollout.steps ?? []).map(({ analysis }) => leastTime(rollout, analysis)))
    // Pauses that take too long by themselves are told by another rule.
    if (pauses >= durationMillis(deadline) || pauses + analyses < durationMillis(deadline)) continue
    const path = ['endpoints', name, 'rollout'] as const
    report.error(
      'AF4068',
      `pauses and analyses take at least ${formatDuration(pauses + analyses)}, and the deadline is ${deadline}`,
      rollout.deadline ? value(...path, 'deadline') : key(...path),
      { suggestion: 'Set a later deadline, a smaller count, or a shorter interval.' },
    )
  }
}

/** Each measurement comes an interval after the one before, the first one an interval after the step began. */
function leastTime(rollout: Rollout, analysis: string | undefined): number {
  const metrics = entry(rollout.analysis, analysis)?.metrics ?? []
  const { interval, count } = DEFAULTS.AnalysisMetric
  return Math.max(0, ...metrics.map((metric) => durationMillis(metric.interval ?? interval) * (metric.count ?? count)))
}

function sum(times: readonly number[]): number {
  return times.reduce((total, time) => total + time, 0)
}
