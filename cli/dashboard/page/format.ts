const DAY_MS = 86_400_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 14 Jun 2013, UTC like every time of the page. */
export function formatDay(time: number): string {
  const date = new Date(time)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** 14 Jun 2013, 03:00 */
export function formatTime(time: number): string {
  return `${formatDay(time)}, ${new Date(time).toISOString().slice(11, 16)}`
}

/** How long between two times, in the largest unit that says enough: 5 min, 3 h, 12 days. */
export function formatSpan(millis: number): string {
  if (millis < 3_600_000) return `${Math.max(0, Math.round(millis / 60_000))} min`
  if (millis < 2 * DAY_MS) return `${Math.round(millis / 3_600_000)} h`
  return `${Math.round(millis / DAY_MS)} days`
}

/** The month at whose start an axis is marked; with the year in January and where it is the first mark. */
export function formatMonth(time: number, withYear: boolean): string {
  const date = new Date(time)
  return `${MONTHS[date.getUTCMonth()]}${withYear || date.getUTCMonth() === 0 ? ` ${date.getUTCFullYear()}` : ''}`
}

export function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))}%`
}

export function formatCount(count: number): string {
  return count.toLocaleString('en')
}

/** A metric with four digits after the point, or four significant ones where it is large or tiny. */
export function formatMetric(value: number): string {
  const size = Math.abs(value)
  return size !== 0 && (size >= 100 || size < 0.001) ? Number(value.toPrecision(4)).toString() : value.toFixed(4)
}

/** Times inside a text of the reconciler's, which writes them for machines. */
export function withTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) => `${formatTime(Date.parse(time))} UTC`)
}

const ELLIPSIS = '…'

/** At most so many characters; the end of a name tells columns apart as often as its start, so the middle goes. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const tail = Math.floor((length - 1) / 3)
  return text.slice(0, length - 1 - tail) + ELLIPSIS + text.slice(text.length - tail)
}
