import type { Diagnostic } from '../../schema/diagnostic.js'
import { Report, type SpanFix, sorted } from '../diagnostics/report.js'
import { replaceSpans } from '../fixes/edits.js'
import type { SpanEdit } from '../fixes/remove.js'
import { child, type MapNode, valueSpan } from '../source/node.js'
import { parse } from '../source/parse.js'
import { SourceFile } from '../source/source-file.js'
import type { Migration } from './migration.js'
import { MIGRATIONS } from './migrations.js'
import { CURRENT, versionOf } from './version.js'

export interface Migrated {
  /** The text in the current version; absent where it could not be read or migrated. */
  readonly text?: string
  /** The version that it had. */
  readonly from?: string
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Brings one file to the current version, step by step, as changes of its text: comments and formatting stay. A file that
 * says no version has the `assumed` one, as what is included has that of the file that includes it. Reports AF10xx for what
 * cannot be read, AF2004 for a version that is not known, AF2010 for what has to be changed by hand.
 */
export async function migrateText(path: string, text: string, assumed: string = CURRENT): Promise<Migrated> {
  const report = new Report()
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  let current = text.slice(mark.length)
  let from: string | undefined
  let version: string | undefined
  for (;;) {
    const root = await parse(new SourceFile(path, current), report)
    if (root === undefined) return { diagnostics: sorted(report.diagnostics) }
    version ??= versionOf(root) ?? assumed
    from ??= version
    if (version === CURRENT) return { text: mark + current, from, diagnostics: [] }
    const step = stepFrom(version)
    if (step === undefined) {
      report.error('AF2004', `apiVersion cannot be "${version}"`, valueSpan(root, ['apiVersion']), { suggestion: `Write ${CURRENT}.` })
      return { from, diagnostics: report.diagnostics }
    }
    const edits = editsOf(step, root, report)
    if (edits === undefined) return { from, diagnostics: sorted(report.diagnostics) }
    current = replaceSpans(
      current,
      edits.map(({ at, newText }) => ({ start: at.start, end: at.end, newText })),
    )
    version = step.to
  }
}

/** The step that an older version begins with, if it is one. */
export function stepFrom(version: string): Migration | undefined {
  return MIGRATIONS.find(({ from }) => from === version)
}

/** The step as a fix of one file, where it is the only one that is needed and everything can be done. */
export function migrationFix(step: Migration, root: MapNode): SpanFix | undefined {
  const edits = step.to === CURRENT ? editsOf(step, root, new Report()) : undefined
  return edits && { title: `Migrate to ${CURRENT}`, edits, safe: true }
}

/** All edits of a step, or undefined where some of it could not be done. What aliases repeat is changed once, where it is written. */
function editsOf(step: Migration, root: MapNode, report: Report): readonly SpanEdit[] | undefined {
  const edits = new Map<string, SpanEdit>()
  const version = child(root, 'apiVersion')
  const all = step.edits(root, (message, at) => report.error('AF2010', message, at, { suggestion: 'Change it by hand.' }))
  const named = version === undefined ? [] : [{ at: version.span, newText: step.to }]
  for (const edit of [...named, ...all]) {
    if (edit === undefined) continue
    const place = `${edit.at.start}-${edit.at.end}`
    const other = edits.get(place)
    if (other !== undefined && other.newText !== edit.newText) {
      report.error('AF2010', 'aliases repeat this where it has to be changed in two ways', edit.at, { suggestion: 'Write it out twice.' })
    }
    edits.set(place, edit)
  }
  return report.hasErrors ? undefined : [...edits.values()]
}
