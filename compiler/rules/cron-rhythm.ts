import { type CronTimes, cronTimes } from './cron-fields.js'

const DAY = 86_400_000
const MINUTE = 60_000
/** Four years from 2024, a leap year that begins on a Monday. */
const DAYS = 1461
const FIRST_WEEKDAY = 1

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
  if (everyDay(times)) {
    const overnight = DAY + first - last
    return { shortest: Math.min(shortest, overnight), longest: Math.max(longest, overnight), average: DAY / ofDay.length }
  }
  let before: number | undefined
  let days = 0
  for (const [day, date, month] of calendar()) {
    if (!comesRound(times, { date, month, weekday: (day + FIRST_WEEKDAY) % 7 })) continue
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

/** Most schedules, which need no calendar: it takes a millisecond to go through, each time that validate starts. */
function everyDay({ days, months, weekdays }: CronTimes): boolean {
  return days.size === 31 && months.size === 12 && weekdays.size === 7
}

/** The days of four years: number, day of the month, month. */
function* calendar(): Generator<readonly [number, number, number]> {
  let day = 0
  for (let year = 0; year < 4; year++) {
    for (let month = 1; month <= 12; month++) {
      const length = month === 2 ? (year === 0 ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
      for (let date = 1; date <= length; date++) yield [day++, date, month]
    }
  }
}

function comesRound(
  { days, months, weekdays, byDay, byWeekday }: CronTimes,
  at: { readonly date: number; readonly month: number; readonly weekday: number },
): boolean {
  if (!months.has(at.month)) return false
  const [day, weekday] = [days.has(at.date), weekdays.has(at.weekday)]
  return byDay && byWeekday ? day || weekday : day && weekday
}
