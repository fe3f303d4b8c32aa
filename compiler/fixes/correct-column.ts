import type { SpanFix } from '../diagnostics/report.js'
import type { Span } from '../source/node.js'
import { correct, correctKey, correctPart } from './fix.js'
import { placeOf } from './place.js'

/** Replaces a mistyped column: a whole value, a name inside an expression, or the key of a feature that is named like its column. */
export function correctColumn(at: Span, column: string, candidates: readonly string[]): SpanFix | undefined {
  if (placeOf(at)?.kind !== 'map') return correct(at, column, candidates) ?? correctPart(at, column, candidates)
  // References to the feature would still have its old name.
  const fix = correctKey(at, column, candidates)
  return fix && { ...fix, safe: false }
}
