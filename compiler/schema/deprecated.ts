import { valuesAt } from '../backends/field-pattern.js'
import type { Report } from '../diagnostics/report.js'
import type { SpanEdit } from '../fixes/remove.js'
import { moveInto, rename } from '../migrations/operations.js'
import { keySpan, type MapNode, nodeAt } from '../source/node.js'

/** A field that the schema calls deprecated. scripts/deprecated-fields.mjs makes a list of them. */
export interface DeprecatedField {
  /** Such as spec.sources.*.eventTime. */
  readonly field: string
  /** The field beside it that takes its place, such as timestampField, or one of a map beside it, such as retrain.schedule. */
  readonly replacedBy?: string
}

/** Reports AF2012 for each deprecated field that a document has, with the change that puts its replacement in its place. */
export function reportDeprecated(fields: readonly DeprecatedField[], root: MapNode, document: unknown, report: Report): void {
  for (const { field, replacedBy } of fields) {
    for (const { path } of valuesAt(document, field)) {
      const name = String(path.at(-1))
      report.warning('AF2012', `${name} is deprecated`, keySpan(root, path), {
        suggestion: replacedBy === undefined ? 'It will be an error in a later version.' : `Use ${replacedBy}.`,
        fixes: replacedBy === undefined ? [] : [replacement(nodeAt(root, path.slice(0, -1)), name, replacedBy)],
      })
    }
  }
}

/** Undefined where both are there, or the text has a form in which it cannot be changed. */
function replacement(holder: ReturnType<typeof nodeAt>, name: string, replacedBy: string) {
  if (holder?.kind !== 'map') return undefined
  let refused = false
  const refuse = () => {
    refused = true
  }
  const [section = '', below] = replacedBy.split('.')
  const edits = below === undefined ? rename(holder, name, section, refuse) : moveInto(holder, name, section, below, refuse)
  const made = edits.filter((edit): edit is SpanEdit => edit !== undefined)
  return refused || made.length === 0 ? undefined : { title: `Replace ${name} by ${replacedBy}`, edits: made, safe: true }
}
