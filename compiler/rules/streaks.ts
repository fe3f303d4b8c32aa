import { formatDuration } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, entry, items, type Rule } from './context.js'
import { cronRhythm } from './cron-rhythm.js'

/** A new version starts the count of checks in a row again, so the count is reached between two scheduled versions. */
export const streaks: Rule = ({ spec, report, value }) => {
  for (const [name, { endpoint, schedule, drift, performance }] of entries(spec.monitors)) {
    const model = entry(spec.endpoints, endpoint)?.model ?? ''
    const trained = entry(spec.models, model)?.retrain?.schedule
    const versions = trained === undefined ? undefined : cronRhythm(trained)
    const checks = cronRhythm(schedule ?? DEFAULTS.Monitor.schedule)
    if (versions === undefined || checks === undefined) continue
    for (const [kind, rules] of [
      ['drift', drift],
      ['performance', performance],
    ] as const) {
      for (const [index, rule] of items<{ for?: number }>(rules)) {
        const needed = (rule.for ?? 1) * checks.average
        if ((rule.for ?? 1) === 1 || needed <= versions.longest) continue
        report.warning(
          'AF4094',
          `${rule.for} checks in a row take ${formatDuration(needed)}, and a new version, which starts the count again, is trained before that`,
          value('monitors', name, kind, index, 'for'),
          {
            suggestion: 'Lower for, or check more often.',
            related: [{ message: 'the schedule', at: value('models', model, 'retrain', 'schedule') }],
          },
        )
      }
    }
  }
}
