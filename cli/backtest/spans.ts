import type { Span } from '../../reconciler/backtest/policy-report.js'

const WEEK_MS = 7 * 86_400_000

/** The calendar months of a span in UTC, its ends cut to it. */
export function monthsOf({ from, to }: Span): Span[] {
  const months: Span[] = []
  for (let at = from; at < to; ) {
    const date = new Date(at)
    const next = Math.min(to, Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1))
    months.push({ from: at, to: next })
    at = next
  }
  return months
}

/** Weeks from the start of a span; what is left at its end belongs to the last of them. */
export function weeksOf({ from, to }: Span): Span[] {
  const count = Math.max(1, Math.floor((to - from) / WEEK_MS))
  return Array.from({ length: count }, (_, i) => ({ from: from + i * WEEK_MS, to: i === count - 1 ? to : from + (i + 1) * WEEK_MS }))
}
