import { canonicalJson } from '../../../schema/digest.js'
import type { FieldChange } from './field-changes.js'

/**
 * What differs between two sequences, such as the steps of a rollout: what is kept is their longest common subsequence, and
 * between kept items the ones that stand in for each other are one change. Places count from 0.
 */
export function sequenceChanges(before: readonly unknown[], after: readonly unknown[], path: string): FieldChange[] {
  const kept = commonPairs(before.map(canonicalJson), after.map(canonicalJson))
  return [...kept, [before.length, after.length] as const].flatMap(([oldEnd, end], index) => {
    const [lastOld, last] = kept[index - 1] ?? [-1, -1]
    const [oldStart, start] = [lastOld + 1, last + 1]
    const count = Math.max(oldEnd - oldStart, end - start)
    return Array.from({ length: count }, (_, step): FieldChange => {
      const [old, current] = [oldStart + step, start + step]
      return {
        path: `${path}[${current < end ? current : `was ${old}`}]`,
        before: old < oldEnd ? before[old] : undefined,
        after: current < end ? after[current] : undefined,
      }
    })
  })
}

/** Places of a longest common subsequence, in both sequences. */
function commonPairs(before: readonly string[], after: readonly string[]): [number, number][] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  const lengthAt = (a: number, b: number): number => lengths[a]?.[b] ?? 0
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = after.length - 1; b >= 0; b--) {
      const row = lengths[a]
      if (row) row[b] = before[a] === after[b] ? lengthAt(a + 1, b + 1) + 1 : Math.max(lengthAt(a + 1, b), lengthAt(a, b + 1))
    }
  }
  const pairs: [number, number][] = []
  for (let [a, b] = [0, 0]; a < before.length && b < after.length; ) {
    if (before[a] === after[b]) pairs.push([a++, b++])
    else if (lengthAt(a + 1, b) >= lengthAt(a, b + 1)) a++
    else b++
  }
  return pairs
}
