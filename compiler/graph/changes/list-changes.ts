import { canonicalJson } from '../../../schema/digest.js'
import { type FieldChange, fieldChanges } from './field-changes.js'
import { identitiesOf, labelsOf } from './list-identity.js'
import { sequenceChanges } from './sequence-changes.js'

/** Lists whose items follow one another, so that only their order tells them apart. */
const SEQUENCES = new Set(['steps'])

/**
 * What differs between two lists of maps. Items are found again by equality, then by what they are known by; one that came or
 * went is one change, and so is another order.
 */
export function listChanges(before: readonly unknown[], after: readonly unknown[], path: string): FieldChange[] {
  const field = path.slice(path.lastIndexOf('.') + 1)
  if (SEQUENCES.has(field)) return sequenceChanges(before, after, path)
  const [old, current] = [identitiesOf(field, before), identitiesOf(field, after)]
  const pairs = pairUp(before.length, after.length, [
    (a, b) => canonicalJson(before[a]) === canonicalJson(after[b]),
    (a, b) => old[a]?.exact === current[b]?.exact,
    (a, b) => old[a]?.kind === current[b]?.kind,
  ])
  const [oldLabels, labels] = [labelsOf(old, current), labelsOf(current, old)]
  const changes = after.flatMap((item, index): FieldChange[] => {
    const at = `${path}[${labels[index]}]`
    const from = pairs.get(index)
    return from === undefined ? [{ path: at, before: undefined, after: item }] : fieldChanges(before[from], item, at)
  })
  const kept = new Set(pairs.values())
  const gone = before.flatMap((item, index): FieldChange[] => {
    if (kept.has(index)) return []
    const label = oldLabels[index] ?? ''
    const taken = labels.includes(label)
    return [{ path: `${path}[${taken ? `was ${label}` : label}]`, before: item, after: undefined }]
  })
  return [...changes, ...gone, ...orderChange(path, pairs, { before: oldLabels, after: labels })]
}

/** Pairs of places, by the place after: each test in turn takes what the ones before it left. */
function pairUp(before: number, after: number, tests: readonly ((before: number, after: number) => boolean)[]): Map<number, number> {
  const pairs = new Map<number, number>()
  const free = new Set(Array.from({ length: before }, (_, index) => index))
  for (const test of tests) {
    for (let index = 0; index < after; index++) {
      if (pairs.has(index)) continue
      const found = [...free].find((candidate) => test(candidate, index))
      if (found === undefined) continue
      pairs.set(index, found)
      free.delete(found)
    }
  }
  return pairs
}

function orderChange(
  path: string,
  pairs: ReadonlyMap<number, number>,
  labels: { before: readonly string[]; after: readonly string[] },
): FieldChange[] {
  const places = [...pairs].sort(([a], [b]) => a - b).map(([, place]) => place)
  if (places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0))) return []
  return [{ path: `${path}[order]`, before: labels.before, after: labels.after }]
}
