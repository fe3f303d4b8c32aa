import { durationMillis, formatDuration } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'

/** A rollout can end before its deadline. */
export const rolloutTime: Rule = ({ spec, report, key, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    if (rollout === undefined) continue
    const deadline = rollout.deadline ?? DEFAULTS.Rollout.deadline
    const pauses = (rollout.steps ?? []).map(({ pause }) => (typeof pause === 'string' ? durationMillis(pause) : 0))
    const total = pauses.reduce((sum, pause) => sum + pause, 0)
    if (total < durationMillis(deadline)) continue
    const path = ['endpoints', name, 'rollout'] as const
    report.error(
      'AF4018',
      `pauses of ${formatDuration(total)} cannot end before the deadline of ${deadline}`,
      rollout.deadline ? value(...path, 'deadline') : key(...path),
      {
        suggestion: 'Set a later deadline, or pause less.',
      },
    )
  }
}
