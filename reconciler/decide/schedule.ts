import { Cron } from 'croner'

/**
 * The latest tick of a five-field cron expression (UTC) in (after, now], in milliseconds since the epoch, or undefined.
 * Ticks that were missed in between are skipped: a schedule says when to look again, not how often to catch up.
 */
export function latestTick(expression: string, after: number, now: number): number | undefined {
  const cron = new Cron(expression, { timezone: 'UTC', paused: true })
  const [latest] = cron.previousRuns(1, new Date(now + 1))
  if (latest && latest.getTime() > after && latest.getTime() <= now) return latest.getTime()
  return undefined
}

/** The next tick after a time, or undefined where there is none. */
export function nextTick(expression: string, after: number): number | undefined {
  return new Cron(expression, { timezone: 'UTC', paused: true }).nextRun(new Date(after))?.getTime()
}
