import { durationMillis, formatDuration } from '../../schema/duration.js'
import { entries, type Rule } from './context.js'
import { cronRhythm } from './cron-rhythm.js'

/** A budget allows what the schedule asks for, and a cooldown is over by then. */
export const scheduleAndBudget: Rule = ({ spec, report, value }) => {
  for (const [name, { retrain }] of entries(spec.models)) {
    const rhythm = retrain?.schedule === undefined ? undefined : cronRhythm(retrain.schedule)
    if (rhythm === undefined) continue
    const path = ['models', name, 'retrain'] as const
    const related = [{ message: 'the schedule', at: value(...path, 'schedule') }]
    const { budget, cooldown } = retrain ?? {}
    const asked = budget === undefined ? 0 : Math.floor(durationMillis(budget.per) / rhythm.average)
    if (budget?.runs !== undefined && asked > budget.runs) {
      report.warning(
        'AF4182',
        `the schedule asks for ${asked} runs in ${budget.per}, and the budget allows ${budget.runs}`,
        value(...path, 'budget', 'runs'),
        {
          suggestion: 'Train less often, or allow more.',
          related,
        },
      )
    }
    if (cooldown !== undefined && durationMillis(cooldown) > rhythm.longest) {
      report.warning(
        'AF4103',
        `the schedule asks every ${formatDuration(rhythm.longest)}, and the cooldown of ${cooldown} refuses most of it`,
        value(...path, 'cooldown'),
        {
          suggestion: 'Shorten the cooldown, or train less often.',
          related,
        },
      )
    }
  }
}
