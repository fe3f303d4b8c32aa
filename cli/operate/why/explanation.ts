/** Why an object is as it is, in plain words, with what that rests on. */
export interface Explanation {
  readonly object: string
  /** A sentence without a full stop. */
  readonly headline: string
  /** What led to it, the nearest cause first. */
  readonly because: readonly string[]
  /** What was found, and what was wanted. */
  readonly evidence: readonly Evidence[]
  /** What happens next by itself, and what a person can do. */
  readonly next: readonly string[]
}

export interface Evidence {
  readonly what: string
  readonly found: string
  readonly wanted?: string
  readonly verdict?: string
}

/** A time of the data's clock, to the minute, in UTC. */
export const at = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
