import type { Position, Range } from '../../schema/diagnostic.js'
import type { MapNode } from './node.js'

/** A file as it was read, which turns offsets into lines and columns. */
export class SourceFile {
  readonly path: string
  readonly text: string
  /** Set for what was given on a command line or in the environment, which is no file. */
  readonly given?: true
  /** What was read from the text, before anything is merged into it: fixes ask it what stands beside what. */
  tree?: MapNode
  #lineStarts: number[] | undefined

  constructor(path: string, text: string, kind: 'file' | 'given' = 'file') {
    this.path = path
    this.text = text
    if (kind === 'given') this.given = true
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) }
  }

  position(offset: number): Position {
    const starts = this.#starts()
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low, column: offset - (starts[low] ?? 0) }
  }

  /** Only files with problems need their lines counted. */
  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0]
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1)
    }
    return this.#lineStarts
  }
}
