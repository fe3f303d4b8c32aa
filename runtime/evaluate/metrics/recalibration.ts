import type { Weighted } from './weighted.js'

/**
 * How the log-odds that a model gives must be stretched and shifted to fit what happened (Cox 1958; Van Calster et al. 2016). The
 * slope is that of a logistic regression of the label on the log-odds: 1 is right, below 1 is overconfident. The intercept is fitted
 * with the slope held at 1 (calibration in the large): 0 is right, above 0 the predictions are too low. Probabilities are clipped as
 * for the log-loss. Undefined where a class is absent, where all predictions are the same (slope), or where the fit has no end.
 */
export function calibrationSlope(labels: Float64Array, probabilities: Float64Array): Weighted {
  return recalibration(labels, probabilities, ({ slope }) => slope, 'free')
}

export function calibrationIntercept(labels: Float64Array, probabilities: Float64Array): Weighted {
  return recalibration(labels, probabilities, ({ intercept }) => intercept, 'fixed')
}

interface Line {
  readonly intercept: number
  readonly slope: number
}

const MOST_STEPS = 50

function recalibration(labels: Float64Array, probabilities: Float64Array, read: (line: Line) => number, slope: 'free' | 'fixed'): Weighted {
  const logits = probabilities.map(logOdds)
  return (weights) => {
    let line: Line = { intercept: 0, slope: 1 }
    for (let step = 0; step < MOST_STEPS; step++) {
      const next = newtonStep(labels, logits, line, slope, weights)
      if (!next || !Number.isFinite(next.slope) || !Number.isFinite(next.intercept) || Math.abs(next.slope) > 1e6) return undefined
      const moved = Math.abs(next.intercept - line.intercept) + Math.abs(next.slope - line.slope)
      line = next
      if (moved < 1e-10 * (1 + Math.abs(line.slope) + Math.abs(line.intercept))) return read(line)
    }
    return undefined
  }
}

/** One step of Newton's method on the log-likelihood; undefined where its curvature vanishes. */
function newtonStep(
  labels: Float64Array,
  logits: Float64Array,
  { intercept, slope }: Line,
  kind: 'free' | 'fixed',
  weights?: ArrayLike<number>,
): Line | undefined {
  let g0 = 0
  let g1 = 0
  let h00 = 0
  let h01 = 0
  let h11 = 0
  for (let i = 0; i < labels.length; i++) {
    const w = weights ? (weights[i] ?? 0) : 1
    const x = logits[i] as number
    const p = 1 / (1 + Math.exp(-(intercept + slope * x)))
    const residual = w * ((labels[i] as number) - p)
    const curvature = w * p * (1 - p)
    g0 += residual
    g1 += residual * x
    h00 += curvature
    h01 += curvature * x
    h11 += curvature * x * x
  }
  if (kind === 'fixed') return h00 > 0 ? { intercept: intercept + g0 / h00, slope } : undefined
  const determinant = h00 * h11 - h01 * h01
  if (!(determinant > 1e-12 * h00 * h11)) return undefined
  return { intercept: intercept + (h11 * g0 - h01 * g1) / determinant, slope: slope + (h00 * g1 - h01 * g0) / determinant }
}

function logOdds(p: number): number {
  const clipped = Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON)
  return Math.log(clipped / (1 - clipped))
}
