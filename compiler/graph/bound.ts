import { durationMillis, fractionOf } from '../../schema/duration.js'

/** A limit as a number: shares from 0 to 1, durations in milliseconds. */
export function boundOf(limit: string | number): number {
  if (typeof limit === 'number') return limit
  return limit.endsWith('%') ? fractionOf(limit) : durationMillis(limit)
}
