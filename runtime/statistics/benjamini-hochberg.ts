/**
 * P-values corrected so that the expected share of false alarms among all alarms stays at the level (Benjamini and
 * Hochberg, JRSS B 57, 1995), as statsmodels multipletests(method='fdr_bh'). In the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[b] as number) - (pValues[a] as number))
  const corrected = pValues.map(() => 1)
  let smallest = 1
  order.forEach((index, fromLargest) => {
    smallest = Math.min(smallest, ((pValues[index] as number) * pValues.length) / (pValues.length - fromLargest))
    corrected[index] = smallest
  })
  return corrected
}
