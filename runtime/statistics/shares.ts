/** Shares of counts, which must be from 0 and not all 0 (the shares are NaN then). */
export function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => count / total)
}
