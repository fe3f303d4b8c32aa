import type { DriftRuleResult, DriftRuleSpec } from '../../schema/generated/jobs.js'
import type { JudgedColumn } from './judge-columns.js'

const NAMES: Readonly<Record<DriftRuleSpec['method'], string>> = {
  psi: 'PSI',
  ks: 'KS distance',
  wasserstein: 'Wasserstein distance',
  jensen_shannon: 'Jensen-Shannon distance',
  hellinger: 'Hellinger distance',
  l_infinity: 'L-infinity distance',
  chi_square: 'chi-square',
}

/** Columns that a message names; the rest are counted. */
const NAMED = 5

/**
 * The verdict of a rule from those of its columns. It fires when the share that drifted reaches driftShare, and at least one
 * did. Columns of which nothing is known make it inconclusive where it would fire if they had drifted.
 */
export function judgeRule(rule: DriftRuleSpec, columns: readonly JudgedColumn[], leftOut: readonly string[] = []): DriftRuleResult {
  const drifted = columns.filter(({ drift }) => drift.verdict === 'fail')
  const unknown = columns.filter(({ drift }) => drift.verdict === 'inconclusive' || drift.verdict === 'no-data')
  // A hair below, so that 3 of 10 columns are 30%.
  const fires = (count: number) => count > 0 && count / columns.length >= rule.driftShare - 1e-9
  let verdict: DriftRuleResult['verdict'] = 'pass'
  if (fires(drifted.length)) verdict = 'fail'
  else if (columns.every(({ drift }) => drift.verdict === 'no-data')) verdict = 'no-data'
  else if (fires(drifted.length + unknown.length)) verdict = 'inconclusive'
  const parts = [driftedPart(rule, columns, drifted, verdict), unknownPart(unknown)]
  if (leftOut.length > 0)
    parts.push(`${rule.method} compares numbers, so ${leftOut.join(', ')} ${leftOut.length === 1 ? 'is' : 'are'} left out`)
  return {
    id: rule.id,
    method: rule.method,
    verdict,
    driftedShare: columns.length === 0 ? 0 : drifted.length / columns.length,
    columns: columns.map(({ drift }) => drift),
    message: parts.filter((part) => part !== '').join('; '),
  }
}

function driftedPart(rule: DriftRuleSpec, columns: readonly JudgedColumn[], drifted: readonly JudgedColumn[], verdict: string): string {
  const known = columns.filter(({ drift }) => drift.verdict === 'pass' || drift.verdict === 'fail')
  if (known.length === 0) return ''
  const limit =
    rule.pValue === undefined
      ? `threshold ${rule.threshold}`
      : `p below ${rule.pValue}${rule.correction === 'none' ? '' : ' after correction'}`
  const shown = drifted.length > 0 ? drifted : known
  const ordered = shown.toSorted((a, b) => (b.drift.statistic ?? 0) - (a.drift.statistic ?? 0))
  const named = drifted.length > 0 ? ordered.slice(0, NAMED) : ordered.slice(0, 1)
  const list = named.map(({ drift }) => `${drift.column} ${figures(rule, drift)}`).join(', ')
  const more = drifted.length > NAMED ? ` and ${drifted.length - NAMED} more` : ''
  if (drifted.length === 0) return `${known.length === 1 ? '' : `none of ${known.length} columns drifted; farthest is `}${list} (${limit})`
  return `${columns.length === 1 ? '' : `${drifted.length} of ${columns.length} columns drifted${verdict === 'fail' ? '' : `, fewer than the rule's ${Number((rule.driftShare * 100).toPrecision(3))}%`}: `}${list}${more} (${limit})`
}

function figures(rule: DriftRuleSpec, drift: JudgedColumn['drift']): string {
  const statistic = `${NAMES[rule.method]} ${(drift.statistic ?? 0).toPrecision(3)}`
  if (rule.pValue === undefined || drift.pValue === undefined) return statistic
  return `${statistic}, p ${drift.pValue < 0.001 ? 'below 0.001' : drift.pValue.toPrecision(2)}`
}

/** Columns with the same reason are named together. */
function unknownPart(unknown: readonly JudgedColumn[]): string {
  const byReason = new Map<string, string[]>()
  for (const { drift, reason = drift.verdict } of unknown) byReason.set(reason, [...(byReason.get(reason) ?? []), drift.column])
  return [...byReason]
    .map(
      ([reason, names]) =>
        `cannot tell for ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}: ${reason}`,
    )
    .join('; ')
}
