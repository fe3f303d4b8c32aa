import { chiSquareTail } from './chi-square-distribution.js'

export interface ChiSquareTest {
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly pValue: number
}

/**
 * Pearson's chi-square test that two samples of bin counts come from one distribution, without a continuity correction:
 * scipy.stats.chi2_contingency([reference, current], correction=False). Bins that are empty in both are left out.
 */
export function chiSquareTest(reference: readonly number[], current: readonly number[]): ChiSquareTest {
  const n = reference.reduce((sum, count) => sum + count, 0)
  const m = current.reduce((sum, count) => sum + count, 0)
  let statistic = 0
  let bins = 0
  for (let i = 0; i < reference.length; i++) {
    const a = reference[i] as number
    const b = current[i] as number
    if (a + b === 0) continue
    bins++
    const expectedA = ((a + b) * n) / (n + m)
    const expectedB = ((a + b) * m) / (n + m)
    statistic += (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB
  }
  const degreesOfFreedom = Math.max(0, bins - 1)
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) }
}
