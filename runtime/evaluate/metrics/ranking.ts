/** Rows sorted by score. */
export interface Ranking {
  /** Row at each rank, lowest score first. */
  readonly order: Uint32Array
  /** 1 at each rank whose score differs from the one before; ties share one group. */
  readonly starts: Uint8Array
}

/** Sorts rows by score. Scores are finite. */
export function rank(scores: Float64Array): Ranking {
  const order = new Uint32Array(scores.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  const starts = new Uint8Array(order.length)
  let before = Number.NaN
  for (let k = 0; k < order.length; k++) {
    const score = scores[order[k] ?? 0] ?? 0
    if (score !== before) starts[k] = 1
    before = score
  }
  return { order, starts }
}

/** Whether the row at each rank is positive. */
export function positivesByRank(ranking: Ranking, labels: Float64Array): Uint8Array {
  return Uint8Array.from(ranking.order, (row) => (labels[row] === 1 ? 1 : 0))
}
