/** The candidate that a mistyped name most likely stands for, or undefined where none is close. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  return meant(name, candidates)?.name
}

/** What a mistyped name stands for. */
export interface Meant {
  readonly name: string
  /** Whether it is so close, and alone in that, that nothing else can be meant. */
  readonly sure: boolean
}

/** The candidate that a mistyped name most likely stands for, and how sure that is; undefined where none is close. */
export function meant(name: string, candidates: Iterable<string>): Meant | undefined {
  const wanted = normal(name)
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  let rivals = 0
  for (const candidate of new Set(candidates)) {
    if (candidate === name || Math.abs(candidate.length - name.length) > least + 2) continue
    const distance = normal(candidate) === wanted ? 0 : editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (best !== undefined && distance === least) rivals++
    if (distance < least) {
      least = distance
      best = candidate
      rivals = 0
    }
  }
  return best === undefined ? undefined : { name: best, sure: rivals === 0 && least <= Math.floor(name.length / 4) }
}

/** `Did you mean "x"?`, or the names that exist where there are few, or nothing. */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates]
  const match = closest(name, names)
  if (match !== undefined) return `Did you mean "${match}"?`
  if (names.length === 0) return undefined
  return names.length <= 12 ? `Known: ${names.join(', ')}.` : undefined
}

/** min_samples, minSamples and min-samples are the same to a person. */
function normal(name: string): string {
  return name.toLowerCase().replace(/[_\s-]/g, '')
}

/** Edits, insertions, deletions and swaps of neighbours that turn one text into another (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min((row[j - 1] ?? 0) + 1, (previous[j] ?? 0) + 1, (previous[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, (before[j - 2] ?? 0) + 1)
      row.push(value)
    }
    before = previous
    previous = row
  }
  return previous[b.length] ?? 0
}
