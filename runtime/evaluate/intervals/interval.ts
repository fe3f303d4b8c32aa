export interface Interval {
  readonly lower: number
  readonly upper: number
}

/** An estimate give or take. */
export function around(center: number, halfWidth: number): Interval {
  return { lower: center - halfWidth, upper: center + halfWidth }
}
