import { cronTimes } from './cron-fields.js'

const DAY = 86_400_000
const MINUTE = 60_000
/** A leap year and what follows, so that each date and each day of the week comes up. */
const FIRST_DAY = Date.UTC(2024, 0, 1) / DAY
const DAYS = 1461

/** How often a schedule comes round, in milliseconds. */
export interface CronRhythm {
  readonly shortest: number
  readonly longest: number
  readonly average: number
}

const known = new Map<string, CronRhythm | undefined>()

/** The rhythm of a cron expression; undefined for one that is wrong. */
export function cronRhythm(expression: string): CronRhythm | undefined {
  if (!known.has(expression)) known.set(expression, rhythmOf(expression))
  return known.get(expression)
}

function rhythmOf(expression: string): CronRhythm | undefined {
  const times = cronTimes(expression)
  if (typeof times === 'string') return undefined
  const ofDay = [...times.hours].flatMap((hour) => [...times.minutes].map((minute) => (hour * 60 + minute) * MINUTE)).sort((a, b) => a - b)
  const [first = 0] = ofDay
  const last = ofDay.at(-1) ?? 0
  let shortest = Number.POSITIVE_INFINITY
  let longest = 0
  for (let index = 1; index < ofDay.length; index++) {
    const gap = (ofDay[index] ?? 0) - (ofDay[index - 1] ?? 0)
    shortest = Math.min(shortest, gap)
    longest = Math.max(longest, gap)
  }
  let before: number | undefined
  let days = 0
  for (let day = 0; day < DAYS; day++) {
    if (!comesRound(new Date((FIRST_DAY + day) * DAY), times)) continue
    days++
    if (before !== undefined) {
      const gap = (day - before) * DAY + first - last
      shortest = Math.min(shortest, gap)
      longest = Math.max(longest, gap)
    }
    before = day
  }
  const average = (DAYS * DAY) / (days * ofDay.length)
  return days < 2 ? { shortest: average, longest: average, average } : { shortest, longest, average }
}

function comesRound(date: Date, { days, months, weekdays, byDay, byWeekday }: Exclude<ReturnType<typeof cronTimes>, string>): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false
  const [day, weekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())]
  return byDay && byWeekday ? day || weekday : day && weekday
}
