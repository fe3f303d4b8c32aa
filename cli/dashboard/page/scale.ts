/** Maps values to pixels. */
export interface Scale {
  (value: number): number
  readonly ticks: readonly number[]
}

/** A linear scale over all values, widened to round numbers, with about `count` ticks. Works for one value, and for none. */
export function linearScale(values: readonly number[], range: readonly [from: number, to: number], count = 3): Scale {
  const known = values.filter((value) => Number.isFinite(value))
  let low = known.length > 0 ? Math.min(...known) : 0
  let high = known.length > 0 ? Math.max(...known) : 1
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (high - low <= Math.max(1e-12, size * 1e-9)) {
    const margin = size <= 1e-12 ? 1 : size * 0.05
    low -= margin
    high += margin
  }
  const step = niceStep((high - low) / count)
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
  const [from, to] = range
  const scale = (value: number): number => from + ((value - first * step) / ((last - first) * step)) * (to - from)
  return Object.assign(scale, { ticks })
}

/** The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below a width. */
function niceStep(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width))
  return ([1, 2, 2.5, 5].find((factor) => factor * power >= width * (1 - 1e-9)) ?? 10) * power
}

/** Where runs of equal characters start and end: `aab` is a from 0 to 2 and b from 2 to 3. */
export function runsOf(text: string): { readonly letter: string; readonly from: number; readonly to: number }[] {
  return [...text.matchAll(/(.)\1*/gs)].map((match) => ({ letter: match[1] ?? '', from: match.index, to: match.index + match[0].length }))
}

/** Indices at which a new month begins, no two marks closer than `apart` indices. */
export function monthStarts(times: readonly number[], apart: number): number[] {
  const month = (time: number): number => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth()
  const starts: number[] = []
  for (const [index, time] of times.entries()) {
    const before = times[index - 1]
    if (before !== undefined && month(before) === month(time)) continue
    const last = starts.at(-1)
    // The first check may lie late in its month: its mark gives way to that of the next.
    if (last === 0 && index < apart && before !== undefined) starts.pop()
    if (starts.length === 0 || index - (starts.at(-1) ?? 0) >= apart) starts.push(index)
  }
  return starts
}
