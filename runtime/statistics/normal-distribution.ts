import { chiSquareQuantile } from './chi-square-distribution.js'
import { upperGamma } from './gamma.js'

/** Probability that a standard normal variable is above x. */
export function normalTail(x: number): number {
  const tail = upperGamma(0.5, (x * x) / 2) / 2
  return x >= 0 ? tail : 1 - tail
}

/** The distance from 0 within which a standard normal variable stays with this probability (0 to 1, both excluded): 1.96 for 0.95. */
export function normalHalfWidth(confidence: number): number {
  return Math.sqrt(chiSquareQuantile(confidence, 1))
}
