import type { SpanEdit } from '../fixes/remove.js'
import type { MapNode, Span } from '../source/node.js'

/** One step from a version of the language to the next. Pure: it says what of the text changes, and nothing else does. */
export interface Migration {
  readonly from: string
  readonly to: string
  /** Changes of a file of the older version. What cannot be done there is told to `refuse`, and the file stays. */
  edits(root: MapNode, refuse: Refuse): readonly (SpanEdit | undefined)[]
}

export type Refuse = (message: string, at: Span) => void
