import { randomIndex, randomOf } from '../../random.js'
import type { Weighted } from '../metrics/weighted.js'
import type { Interval } from './interval.js'

export interface BootstrapOptions {
  /** 0 to 1: 0.95 leaves 2.5% on each side. */
  readonly confidence: number
  readonly seed: number
  readonly resamples?: number
}

/**
 * Percentile interval of the improvement of one model over another on the same rows, by the paired bootstrap (Efron and Tibshirani
 * 1993, chapter 13): rows are drawn with replacement, both metrics are taken on the same draw. A draw is held as how often each row
 * counts, so that sorting is done once for all of them and a metric on a draw is one pass. Undefined where the metric is not defined
 * on at least half of the draws.
 */
export function pairedBootstrap(
  rows: number,
  value: Weighted,
  champion: Weighted,
  improvement: (value: number, champion: number) => number,
  options: BootstrapOptions,
): Interval | undefined {
  const { confidence, seed, resamples = 1000 } = options
  const random = randomOf(seed)
  const weights = new Uint32Array(rows)
  const deltas: number[] = []
  for (let draw = 0; draw < resamples; draw++) {
    weights.fill(0)
    for (let i = 0; i < rows; i++) {
      const row = randomIndex(random, rows)
      weights[row] = (weights[row] ?? 0) + 1
    }
    const a = value(weights)
    const b = champion(weights)
    if (a !== undefined && b !== undefined) deltas.push(improvement(a, b))
  }
  if (deltas.length < resamples / 2 || deltas.length === 0) return undefined
  const sorted = Float64Array.from(deltas).sort()
  return { lower: percentile(sorted, (1 - confidence) / 2), upper: percentile(sorted, (1 + confidence) / 2) }
}

/** Linear interpolation between the neighbours, as NumPy's default. */
function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] ?? 0
  return low + (place - below) * ((sorted[below + 1] ?? low) - low)
}
