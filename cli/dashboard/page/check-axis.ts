import type { Child } from './element.js'

/** Below this width in pixels, labels are shorter. */
export const NARROW = 600

const RIGHT = 8
/** A few checks are not stretched over the whole width: the chart grows to the right. */
const WIDEST_CHECK = 14

/** How the checks of a monitor lie on the page, in pixels. */
export interface CheckAxis {
  readonly width: number
  readonly left: number
  readonly step: number
  readonly count: number
  /** Left edge of a check. */
  readonly x: (index: number) => number
}

/** A part of a monitor's chart. Its title is drawn over everything else. */
export interface ChartPart {
  readonly height: number
  readonly title: Child
  readonly content: Child
}

export function checkAxis(width: number, count: number): CheckAxis {
  const left = width < NARROW ? 104 : 160
  const step = Math.min(WIDEST_CHECK, (width - left - RIGHT) / Math.max(1, count))
  return { width, left, step, count, x: (index) => left + index * step }
}
