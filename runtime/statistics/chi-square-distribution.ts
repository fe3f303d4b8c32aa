import { upperGamma } from './gamma.js'

/** Probability that a chi-square variable with these degrees of freedom is above x. With 0 degrees it is always 0, so 1 at x = 0. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return x > 0 ? 0 : 1
  return upperGamma(degreesOfFreedom / 2, x / 2)
}

/**
 * The value that a chi-square variable stays below with this probability (0 to 1, both excluded): bisection between
 * bounds that double until they hold it, to the last digit. 0 degrees of freedom give 0.
 */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return 0
  let low = 0
  let high = Math.max(1, degreesOfFreedom)
  while (chiSquareTail(high, degreesOfFreedom) > 1 - probability) high *= 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (chiSquareTail(middle, degreesOfFreedom) > 1 - probability) low = middle
    else high = middle
  }
}
