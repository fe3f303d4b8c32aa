/** P-values corrected so that the chance of any false alarm among them stays at the level: each times their number, at most 1. */
export function bonferroni(pValues: readonly number[]): number[] {
  return pValues.map((p) => Math.min(1, p * pValues.length))
}
