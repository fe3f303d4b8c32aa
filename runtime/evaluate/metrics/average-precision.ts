import type { Ranking } from './ranking.js'
import type { Weighted } from './weighted.js'

/**
 * Average precision, the step-wise area under the precision-recall curve: sum over thresholds of (R_n - R_{n-1}) P_n, as
 * scikit-learn's average_precision_score. Undefined without positives.
 */
export function averagePrecision({ order, starts }: Ranking, positive: Uint8Array): Weighted {
  return (weights) => {
    let sum = 0
    let positives = 0
    let total = 0
    let groupPositive = 0
    for (let k = order.length - 1; k >= 0; k--) {
      const w = weights ? (weights[order[k] ?? 0] ?? 0) : 1
      total += w
      if (positive[k] === 1) groupPositive += w
      if (starts[k] === 1 && groupPositive > 0) {
        positives += groupPositive
        sum += (groupPositive * positives) / total
        groupPositive = 0
      }
    }
    return positives > 0 ? sum / positives : undefined
  }
}
