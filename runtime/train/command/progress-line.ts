import type { JobContext } from '../../job-context.js'

type Report = Parameters<JobContext['progress']>[0]
export type TrainerLine = { readonly type: 'progress'; readonly report: Report } | { readonly type: 'log'; readonly message: string }

/** A line that a program reports progress or logs with, or undefined for any other text. Fields of the wrong type are left out. */
export function progressOf(line: string): TrainerLine | undefined {
  if (!line.startsWith('{')) return undefined
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isRecord(value)) return undefined
  const { type, done, total, unit, message, metrics } = value
  if (type === 'log' && typeof message === 'string') return { type: 'log', message }
  if (type !== 'progress' || typeof done !== 'number' || !(done >= 0)) return undefined
  const report: Report = { done }
  if (typeof total === 'number' && total > 0) report.total = total
  if (typeof unit === 'string') report.unit = unit
  if (typeof message === 'string') report.message = message
  if (isRecord(metrics)) report.metrics = numbersOf(metrics)
  return { type: 'progress', report }
}

/** The entries that are finite numbers. */
export function numbersOf(record: Readonly<Record<string, unknown>>): Record<string, number> {
  const numbers: Record<string, number> = {}
  for (const [name, value] of Object.entries(record)) if (typeof value === 'number' && Number.isFinite(value)) numbers[name] = value
  return numbers
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
