import type { Path } from './node.js'

/** One step of a path, and where it stands in the text. */
export interface PathStep {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** A step in brackets, in brackets and quotes, in quotes, or plain. */
const STEP = /\[(\d+|\*)\]|\["([^"\n]+)"\]|\['([^'\n]+)'\]|"([^"\n]+)"|([^.[\]"'=\s]+)/y

/**
 * Reads a path such as `models.late-arrival.gates.metrics[0].min` or `metadata.labels["a.b/c"]`, up to the end or to an
 * equals sign. `end` is where reading ended; there are no steps where the text is no path.
 */
export function readFieldPath(text: string): { readonly steps: readonly PathStep[]; readonly end: number } {
  const steps: PathStep[] = []
  let at = 0
  while (at < text.length && text[at] !== '=') {
    if (steps.length > 0 && text[at] === '.') at++
    else if (steps.length > 0 !== (text[at] === '[')) return { steps: [], end: at }
    STEP.lastIndex = at
    const match = STEP.exec(text)
    const name = match?.slice(1).find((group) => group !== undefined)
    if (match === null || name === undefined) return { steps: [], end: at }
    const start = at + match[0].indexOf(name)
    steps.push({ name, start, end: start + name.length })
    at = STEP.lastIndex
  }
  return { steps, end: at }
}

/** A path as a person would write it, which readFieldPath reads as the same. */
export function formatFieldPath(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number' || (/^\d+$/.test(key) && index > 0)) return `[${key}]`
      if (/[.[\]"'=\s]/.test(key)) return `["${key}"]`
      return index === 0 ? key : `.${key}`
    })
    .join('')
}
