import type { TryReason } from './try-outcome.js'

/** What follows a try: another one after a delay in milliseconds, or none. */
export interface NextTry {
  readonly again: boolean
  readonly delayMs: number
}

/** Tries that the cluster costs are not the job's: they have a budget of their own. */
const INFRASTRUCTURE_TRIES = 4
const PREEMPTIONS = 20
const FIRST_DELAY_MS = 5_000
const LONGEST_DELAY_MS = 300_000
const END: NextTry = { again: false, delayMs: 0 }

/**
 * Whether a job is tried again, by why its tries failed so far, the last one last. Code that fails fails again, and so does
 * what needs more memory than it may have; a time limit may have been bad luck, which `retries` is for.
 */
export function nextTry(reasons: readonly TryReason[], retries: number): NextTry {
  const last = reasons.at(-1)
  const times = reasons.filter((reason) => reason === last).length
  const limit = limitOf(last, retries)
  return times > limit ? END : { again: true, delayMs: Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (times - 1)) }
}

/** How often a reason may be answered by another try. */
function limitOf(reason: TryReason | undefined, retries: number): number {
  switch (reason) {
    case 'Preempted':
    case 'Stopped':
      return PREEMPTIONS
    case 'Infrastructure':
    case 'NoCapacity':
      return Math.max(retries, INFRASTRUCTURE_TRIES)
    case 'Deadline':
      return retries
    default:
      return 0
  }
}
