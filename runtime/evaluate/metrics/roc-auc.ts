import type { Ranking } from './ranking.js'
import type { Weighted } from './weighted.js'

/**
 * Area under the ROC curve by ranks: the share of (positive, negative) pairs in which the positive has the higher score, ties
 * counting half (Mann and Whitney's U). Undefined where either class is absent.
 */
export function rocAuc({ order, starts }: Ranking, positive: Uint8Array): Weighted {
  return (weights) => {
    let concordant = 0
    let negativesBelow = 0
    let positives = 0
    let groupPositive = 0
    let groupNegative = 0
    for (let k = 0; k < order.length; k++) {
      if (starts[k] === 1) {
        concordant += groupPositive * (negativesBelow + groupNegative / 2)
        negativesBelow += groupNegative
        positives += groupPositive
        groupPositive = 0
        groupNegative = 0
      }
      const w = weights ? (weights[order[k] ?? 0] ?? 0) : 1
      if (positive[k] === 1) groupPositive += w
      else groupNegative += w
    }
    concordant += groupPositive * (negativesBelow + groupNegative / 2)
    const pairs = (positives + groupPositive) * (negativesBelow + groupNegative)
    return pairs > 0 ? concordant / pairs : undefined
  }
}
