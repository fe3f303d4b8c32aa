const MILLIS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Milliseconds of a duration such as 5m, 24h or 1h30m. The text must match the schema's pattern. */
export function durationMillis(text: string): number {
  let total = 0
  for (const [, digits, unit] of text.matchAll(/([0-9]+)(ms|s|m|h|d|w)/g)) {
    total += Number(digits) * MILLIS[unit as keyof typeof MILLIS]
  }
  return total
}

/** A duration for people: the two largest units that are not zero, such as 7d, 1h 30m or 250ms. */
export function formatDuration(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)}ms`
  if (millis < 10_000) return `${(millis / 1000).toFixed(1).replace(/\.0$/, '')}s`
  const units = [
    ['d', MILLIS.d],
    ['h', MILLIS.h],
    ['m', MILLIS.m],
    ['s', MILLIS.s],
  ] as const
  let rest = Math.round(millis / 1000) * 1000
  const parts: string[] = []
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0 && parts.length < 2) parts.push(`${count}${unit}`)
  }
  return parts.join(' ')
}

/** A duration as one would write it, without loss: 7d, 1h30m, 250ms or 0s. Read again, it is as many milliseconds. */
export function exactDuration(millis: number): string {
  let rest = millis
  let text = ''
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / MILLIS[unit])
    rest -= count * MILLIS[unit]
    if (count > 0) text += `${count}${unit}`
  }
  return text === '' ? '0s' : text
}

/** A share between 0 and 1 of 20% or 0.2. */
export function fractionOf(value: string | number): number {
  return typeof value === 'number' ? value : Number(value.slice(0, -1)) / 100
}
