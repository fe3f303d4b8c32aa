import { durationMillis, formatDuration } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'
import { cronRhythm } from './cron-rhythm.js'

/** Windows cover all of the time between checks, and a cooldown outlasts it. */
export const monitorRhythm: Rule = ({ spec, report, key, value }) => {
  for (const [name, { schedule, current, cooldown }] of entries(spec.monitors)) {
    const rhythm = cronRhythm(schedule ?? DEFAULTS.Monitor.schedule)
    if (rhythm === undefined) continue
    const window = current?.window ?? DEFAULTS.CurrentWindow.window
    if (rhythm.longest > durationMillis(window)) {
      report.warning(
        'AF4092',
        `checks are up to ${formatDuration(rhythm.longest)} apart and look back ${window}, so that some traffic is never looked at`,
        schedule === undefined ? key('monitors', name) : value('monitors', name, 'schedule'),
        { suggestion: 'Check more often, or lengthen current.window.' },
      )
    }
    if (cooldown !== undefined && durationMillis(cooldown) > 0 && durationMillis(cooldown) <= rhythm.shortest) {
      report.warning(
        'AF4093',
        `a cooldown of ${cooldown} is over before the next check, ${formatDuration(rhythm.shortest)} later`,
        value('monitors', name, 'cooldown'),
        { suggestion: 'Lengthen it, or leave it out.' },
      )
    }
  }
}
