import type { Factory } from '../../graph/factory.js'

/** One alert rule, and what shows that it works. */
export interface Alert {
  readonly name: string
  readonly expr: string
  /** How long it must hold, such as 5m. */
  readonly for: string
  /** page: somebody has to look now; ticket: within days; info: to know. */
  readonly severity: 'page' | 'ticket' | 'info'
  /** The kind of event of notifications that it tells of. */
  readonly event: string
  /** The part of the factory that it is about. */
  readonly labels: Readonly<Record<string, string>>
  /** Labels that come from the series, as a unit test sees them. */
  readonly seriesLabels?: Readonly<Record<string, string>>
  /** Text without templates; it is escaped. */
  readonly summary: string
  /** Series that set it off at a time, and those that do not. */
  readonly test: { readonly at: string; readonly fires: readonly Series[]; readonly quiet: readonly Series[] }
}

/** Input of a unit test: a series, and its values in the notation of promtool, a minute apart. */
export interface Series {
  readonly series: string
  readonly values: string
}

/** Labels that every series of a factory has. */
export function factoryLabel({ name }: Factory): Readonly<Record<string, string>> {
  return { factory: name }
}

/** A duration as Prometheus writes it: whole units only. */
export function prometheusDuration(millis: number): string {
  const seconds = Math.max(1, Math.round(millis / 1000))
  for (const [unit, size] of UNITS) if (seconds % size === 0) return `${seconds / size}${unit}`
  return `${seconds}s`
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const
