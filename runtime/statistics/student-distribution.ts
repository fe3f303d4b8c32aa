import { incompleteBeta } from './incomplete-beta.js'

/** Probability that a variable of Student's distribution is further from 0 than t, in either direction. */
export function studentTails(t: number, degreesOfFreedom: number): number {
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)
}

/** The distance from 0 within which a variable of Student's distribution stays with this probability (0 to 1, both excluded), by bisection. */
export function studentHalfWidth(confidence: number, degreesOfFreedom: number): number {
  let low = 0
  let high = 1
  while (studentTails(high, degreesOfFreedom) > 1 - confidence) high *= 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (studentTails(middle, degreesOfFreedom) > 1 - confidence) low = middle
    else high = middle
  }
}
