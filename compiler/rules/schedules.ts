import { entries, type Rule } from './context.js'
import { cronProblem } from './cron-fields.js'

/** Schedules come round. */
export const schedules: Rule = ({ spec, report, value }) => {
  const check = (schedule: string | undefined, ...path: string[]) => {
    const problem = schedule === undefined ? undefined : cronProblem(schedule)
    if (problem) {
      report.error('AF4039', `the schedule "${schedule}" never comes round: ${problem}`, value(...path, 'schedule'), {
        suggestion: 'Fields: minute, hour, day of the month, month, day of the week; in UTC.',
      })
    }
  }
  for (const [name, { schedule }] of entries(spec.featureViews)) check(schedule, 'featureViews', name)
  for (const [name, { retrain }] of entries(spec.models)) check(retrain?.schedule, 'models', name, 'retrain')
  for (const [name, { schedule }] of entries(spec.monitors)) check(schedule, 'monitors', name)
  check(spec.pipeline?.schedule, 'pipeline')
}
