import type { ExpectationResult, ExpectationSpec, QualityRuleResult } from '../../schema/generated/jobs.js'

/** Expectations whose answer on no rows at all is an answer. */
const ABOUT_PRESENCE: ReadonlySet<ExpectationSpec['expect']> = new Set(['row_count', 'freshness'])

/** A broken expectation is a fact however few the rows; a kept one says something only about enough of them. */
export function judgeQuality({ expectation, success, message }: ExpectationResult, rows: number, minSamples: number): QualityRuleResult {
  if (ABOUT_PRESENCE.has(expectation.expect)) return { expectation, verdict: success ? 'pass' : 'fail', message }
  if (rows === 0) return { expectation, verdict: 'no-data', message: 'no live rows' }
  if (!success) return { expectation, verdict: 'fail', message }
  if (rows < minSamples)
    return { expectation, verdict: 'inconclusive', message: `${message}; ${rows} of the ${minSamples} live rows needed` }
  return { expectation, verdict: 'pass', message }
}
