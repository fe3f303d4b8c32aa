import { createHash } from 'node:crypto'

export interface Correlation {
  /** 32 hexadecimal digits, as W3C Trace Context has them. */
  readonly traceId: string
  /** The span of the commit itself, under which everything that it brings about lies; 16 digits. */
  readonly spanId: string
}

/**
 * The trace of what a commit brings about in a factory. It follows from both, so that every process that knows them knows it: from
 * the commit over its jobs to its servers nothing has to be handed on, and a crash loses nothing.
 */
export function correlation(factory: string, revision: string): Correlation {
  const digest = createHash('sha256').update(`${factory}\0${revision}`).digest('hex')
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) }
}
