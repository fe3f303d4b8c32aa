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
    let loss = lossOf(labels, logits, line, weights)
    for (let step = 0; step < MOST_STEPS; step++) {
      const aim = newtonStep(labels, logits, line, slope, weights)
      if (!aim || !Number.isFinite(aim.slope) || !Number.isFinite(aim.intercept) || Math.abs(aim.slope) > 1e6) return undefined
      // A whole step may lead away from the best line where probabilities are near 0 or 1; some part of it never does.
      let part = 1
      let next = aim
      let nextLoss = lossOf(labels, logits, next, weights)
      while (nextLoss > loss + 1e-12 * (1 + loss) && part > 1e-6) {
        part /= 2
        next = { intercept: line.intercept + part * (aim.intercept - line.intercept), slope: line.slope + part * (aim.slope - line.slope) }
        nextLoss = lossOf(labels, logits, next, weights)
      }
      const moved = Math.abs(next.intercept - line.intercept) + Math.abs(next.slope - line.slope)
      line = next
      loss = nextLoss
      if (moved < 1e-10 * (1 + Math.abs(line.slope) + Math.abs(line.intercept))) return read(line)
    }
    return undefined
  }
}

/** Minus the log-likelihood of the labels. */
function lossOf(labels: Float64Array, logits: Float64Array, { intercept, slope }: Line, weights?: ArrayLike<number>): number {
  let loss = 0
  for (let i = 0; i < labels.length; i++) {
    const z = (labels[i] === 1 ? -1 : 1) * (intercept + slope * (logits[i] as number))
    loss += (weights ? (weights[i] ?? 0) : 1) * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))))
  }
  return loss
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
