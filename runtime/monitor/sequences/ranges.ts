import type { SequenceRange } from '../../../schema/generated/jobs.js'

/** The improvement of a value in one range over one in another. */
export function differenceOf(best: 'low' | 'high', version: SequenceRange, champion: SequenceRange): SequenceRange {
  const [up, down] = best === 'low' ? [champion, version] : [version, champion]
  return {
    ...(up.lower !== undefined && down.upper !== undefined && { lower: up.lower - down.upper }),
    ...(up.upper !== undefined && down.lower !== undefined && { upper: up.upper - down.lower }),
  }
}

/** The ratio of values from 0 on. */
export function ratioOf(version: SequenceRange, champion: SequenceRange): SequenceRange {
  return {
    ...(version.lower !== undefined && champion.upper !== undefined && champion.upper > 0 && { lower: version.lower / champion.upper }),
    ...(version.upper !== undefined && champion.lower !== undefined && champion.lower > 0 && { upper: version.upper / champion.lower }),
  }
}
