import { entries, type Rule } from './context.js'
import { cronTimes } from './cron-fields.js'

/** Schedules that are not what they look like. */
export const surprisingSchedules: Rule = ({ spec, report, value }) => {
  const check = (schedule: string | undefined, ...path: string[]) => {
    const times = schedule === undefined ? 'none' : cronTimes(schedule)
    if (typeof times === 'string') return
    const at = value(...path, 'schedule')
    if (times.byDay && times.byWeekday && times.days.size < 31 && times.weekdays.size < 7) {
      report.warning('AF4109', `"${schedule}" comes round on such days of the month and also on such days of the week`, at, {
        suggestion: 'cron takes either of the two days, not both: write * for one of them.',
      })
    }
    if (times.minutes.size === 60 && times.hours.size < 24) {
      report.warning(
        'AF4110',
        `"${schedule}" comes round in each of the 60 minutes of ${times.hours.size === 1 ? 'that hour' : 'those hours'}`,
        at,
        {
          suggestion: `Give the minute, such as "0 ${schedule?.trim().split(/\s+/).slice(1).join(' ')}".`,
        },
      )
    }
  }
  for (const [name, view] of entries(spec.featureViews)) check(view.schedule, 'featureViews', name)
  for (const [name, { retrain }] of entries(spec.models)) check(retrain?.schedule, 'models', name, 'retrain')
  for (const [name, monitor] of entries(spec.monitors)) check(monitor.schedule, 'monitors', name)
  check(spec.pipeline?.schedule, 'pipeline')
}
