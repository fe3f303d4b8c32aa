/**
 * A metric over prepared rows: its value with row i counted weights[i] times, or once without weights; undefined where it is
 * not defined on those rows. Preparing once (sorting, losses) makes the resamples of a bootstrap cheap.
 */
export type Weighted = (weights?: ArrayLike<number>) => number | undefined

/** The mean of one number for each row, undefined without rows. */
export function meanOf(losses: Float64Array): Weighted {
  return (weights) => {
    let sum = 0
    let total = 0
    for (let i = 0; i < losses.length; i++) {
      const w = weights ? (weights[i] ?? 0) : 1
      sum += w * (losses[i] ?? 0)
      total += w
    }
    return total > 0 ? sum / total : undefined
  }
}
