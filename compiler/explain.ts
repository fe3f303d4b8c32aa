import { type CompileInput, checkTarget, givenOf } from './check.js'
import { Report, sorted } from './diagnostics/report.js'
import { complete } from './explain/complete.js'
import { explainPart } from './explain/explain-part.js'
import type { Explanation } from './explain/explained.js'
import { findPaths } from './explain/find-paths.js'
import { load } from './source/load.js'
import { toValue } from './source/node.js'
import { SourceFile } from './source/source-file.js'
import { chooseTarget } from './source/targets.js'

/**
 * Says for a field, or for each field of a section, what its value is, where it comes from and what it overrode, and what
 * the language says about it. Values that nobody wrote are there as well. A path may hold `*` for any name or index; without
 * one, everything is explained. Works on files with errors too, as far as they can be read.
 * @public
 */
export async function explain(input: CompileInput & { readonly path?: string }): Promise<Explanation> {
  const report = new Report()
  const root = await load(input.files, input.entry ?? 'aifactory.yaml', report)
  const given = await givenOf(input, report)
  if (root === undefined) return { target: null, diagnostics: sorted(report.diagnostics), parts: [] }
  const target = chooseTarget(root, input.target, report) ?? null
  const { tree } = await checkTarget(root, target, { ...input, given }, report)
  const completed = complete(toValue(tree))
  const paths = findPaths(new SourceFile('PATH', input.path ?? '', 'given'), completed.document, report)
  return { target, diagnostics: sorted(report.diagnostics), parts: paths.map((path) => explainPart(path, tree, completed)) }
}
