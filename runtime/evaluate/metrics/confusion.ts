import type { Weighted } from './weighted.js'

/** Counts at a threshold: a row is predicted positive where its probability is at least the threshold. */
export interface Confusion {
  readonly tp: number
  readonly fp: number
  readonly tn: number
  readonly fn: number
}

export function confusionAt(labels: Float64Array, probabilities: Float64Array, threshold: number, weights?: ArrayLike<number>): Confusion {
  let tp = 0
  let fp = 0
  let tn = 0
  let fn = 0
  for (let i = 0; i < labels.length; i++) {
    const w = weights ? (weights[i] ?? 0) : 1
    const predicted = (probabilities[i] ?? 0) >= threshold
    if (labels[i] === 1) {
      if (predicted) tp += w
      else fn += w
    } else if (predicted) fp += w
    else tn += w
  }
  return { tp, fp, tn, fn }
}

/** precision, recall and f1 as functions of the counts; undefined where the denominator is 0. */
export const CONFUSION_METRICS = {
  precision: ({ tp, fp }: Confusion) => ratio(tp, tp + fp),
  recall: ({ tp, fn }: Confusion) => ratio(tp, tp + fn),
  f1: ({ tp, fp, fn }: Confusion) => ratio(2 * tp, 2 * tp + fp + fn),
} as const

/** Each row's cell of the table is looked up once, so that a resample only adds up. */
export function atThreshold(
  measure: (confusion: Confusion) => number | undefined,
  labels: Float64Array,
  probabilities: Float64Array,
  threshold: number,
): Weighted {
  const cells = Uint8Array.from(labels, (label, i) => (label === 1 ? 2 : 0) + ((probabilities[i] ?? 0) >= threshold ? 1 : 0))
  return (weights) => {
    const counts = new Float64Array(4)
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] as number
      counts[cell] = (counts[cell] as number) + (weights ? (weights[i] as number) : 1)
    }
    const [tn = 0, fp = 0, fn = 0, tp = 0] = counts
    return measure({ tp, fp, tn, fn })
  }
}

function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined
}
