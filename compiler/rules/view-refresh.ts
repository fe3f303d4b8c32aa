import { durationMillis, formatDuration } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'
import { cronRhythm } from './cron-rhythm.js'

/** Online values are brought up to date before they may no longer be used. */
export const viewRefresh: Rule = ({ spec, report, value }) => {
  for (const [name, { online, ttl, schedule }] of entries(spec.featureViews)) {
    const rhythm = cronRhythm(schedule ?? DEFAULTS.FeatureView.schedule)
    if (!online || ttl === undefined || rhythm === undefined || durationMillis(ttl) >= rhythm.longest) continue
    report.warning(
      'AF4111',
      `values may be used for ${ttl}, and are brought up to date ${formatDuration(rhythm.longest)} apart: between, they are missing`,
      value('featureViews', name, 'ttl'),
      {
        suggestion:
          schedule === undefined
            ? 'Set a schedule that is more frequent, or a longer ttl.'
            : 'Make the schedule more frequent, or the ttl longer.',
      },
    )
  }
}
