/**
 * Finds that somebody else writes what we write, again and again. Each correction of an object adds one to its heat, and heat
 * halves with time (as kpt-config-sync does): a few corrections are drift, many in a short time are a fight.
 */
export interface Heat {
  readonly value: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

export const HALF_LIFE_MS = 60_000
/** Corrections in a short time that make a fight. */
export const FIGHT_AT = 5
const LONGEST_WAIT_MS = 10 * 60_000

export function heatAt(heat: Heat | undefined, now: number): number {
  return heat === undefined ? 0 : heat.value * 0.5 ** (Math.max(0, now - heat.at) / HALF_LIFE_MS)
}

export const corrected = (heat: Heat | undefined, now: number): Heat => ({ value: heatAt(heat, now) + 1, at: now })

export const isFight = (heat: Heat | undefined, now: number): boolean => heatAt(heat, now) >= FIGHT_AT

/**
 * How long to leave an object to the other before it is corrected again, in milliseconds: nothing at first, and in a fight
 * twice as long each time, so that two controllers do not keep a server busy.
 */
export function waitBeforeCorrection(heat: Heat | undefined, now: number): number {
  const over = heatAt(heat, now) - FIGHT_AT
  return over < 0 ? 0 : Math.min(5_000 * 2 ** over, LONGEST_WAIT_MS)
}
