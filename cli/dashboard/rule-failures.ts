import type { DriftReport, Verdict } from '../../schema/generated/jobs.js'

/**
 * In how many checks in a row each rule has fired, up to the latest. As in the monitor's own count, a check without evidence neither
 * adds nor ends, and another version starts again; but that a rule has acted does not, since what it found is still so.
 * @param reports oldest first.
 */
export function ruleFailures(reports: readonly DriftReport[]): Readonly<Record<string, number>> {
  let version: number | undefined
  let failures: Record<string, number> = {}
  for (const report of reports) {
    const before = report.version === version ? failures : {}
    version = report.version
    failures = Object.fromEntries(
      verdictsOf(report).map(([rule, verdict]) => {
        const count = before[rule] ?? 0
        return [rule, verdict === 'fail' ? count + 1 : verdict === 'pass' ? 0 : count]
      }),
    )
  }
  return failures
}

/** What a report says of each rule. */
export function verdictsOf({ rules, performance, quality }: DriftReport): (readonly [string, Verdict])[] {
  return [
    ...[...rules, ...performance].map(({ id, verdict }) => [id, verdict] as const),
    ...quality.map(({ verdict }, index) => [`quality[${index}]`, verdict] as const),
  ]
}
