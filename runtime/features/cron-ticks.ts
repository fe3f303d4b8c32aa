import { Cron } from 'croner'
import { AIFactoryError } from '../../schema/diagnostic.js'

/**
 * Times of a five-field cron expression (UTC) in (from, to], in milliseconds, earliest first.
 * @throws AIFactoryError AF7303 where the expression is not one.
 */
export function cronTicks(schedule: string, from: number, to: number): number[] {
  const cron = parse(schedule)
  const ticks: number[] = []
  for (let tick = cron.nextRun(new Date(from)); tick !== null && tick.getTime() <= to; tick = cron.nextRun(tick)) ticks.push(tick.getTime())
  return ticks
}

/** The first time of a cron expression after a moment, or undefined where it has none. */
export function nextTick(schedule: string, after: number): number | undefined {
  return parse(schedule).nextRun(new Date(after))?.getTime()
}

/** The last time of a cron expression up to a moment, or undefined where it has none. */
export function lastTick(schedule: string, until: number): number | undefined {
  const [last] = parse(schedule).previousRuns(1, new Date(until + 1))
  return last?.getTime()
}

function parse(schedule: string): Cron {
  try {
    return new Cron(schedule, { timezone: 'UTC', paused: true, mode: '5-part' })
  } catch (error) {
    throw new AIFactoryError('AF7303', `${schedule} is not a cron expression`, {
      hint: 'Five fields: minute, hour, day of the month, month, day of the week, as in 0 * * * * for every hour.',
      detail: error instanceof Error ? error.message : undefined,
    })
  }
}
