import type { Ranking } from './ranking.js'

/**
 * For each row the share of rows of the other class that its score is on the right side of, ties counting half: for a positive row
 * the negatives below it, for a negative row the positives above it (the structural components of DeLong et al. 1988). Their mean
 * over either class is the ROC AUC. One pass over the sorted rows, after Sun and Xu (2014). Undefined where a class is absent.
 */
export function placements({ order, starts }: Ranking, labels: Float64Array): Float64Array | undefined {
  const positives = labels.reduce((count, label) => (label === 1 ? count + 1 : count), 0)
  const negatives = labels.length - positives
  if (positives === 0 || negatives === 0) return undefined
  const placed = new Float64Array(labels.length)
  let below = { positive: 0, negative: 0 }
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && starts[to] !== 1) to++
    const tied = order.subarray(from, to)
    const positive = tied.reduce((count, row) => (labels[row] === 1 ? count + 1 : count), 0)
    const negative = tied.length - positive
    const ofPositive = (below.negative + negative / 2) / negatives
    const ofNegative = (positives - below.positive - positive / 2) / positives
    for (const row of tied) placed[row] = labels[row] === 1 ? ofPositive : ofNegative
    below = { positive: below.positive + positive, negative: below.negative + negative }
    from = to
  }
  return placed
}
