import type { Diagnostic, Range } from '../schema/diagnostic.js'
import { type CompileInput, checkTarget, givenOf } from './check.js'
import { Report, sorted } from './diagnostics/report.js'
import type { Factory } from './graph/factory.js'
import { link } from './graph/link.js'
import { load } from './source/load.js'
import { keySpan, type Path } from './source/node.js'
import { findSecrets } from './source/secrets.js'
import { chooseTarget } from './source/targets.js'
import { findUnusedVariables } from './source/unused-variables.js'

export type { CompileInput } from './check.js'

export interface CompileResult {
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[]
  /** Absent where there is an error. */
  readonly factory?: Factory
  /** Where the field at a path from the top, such as spec, pipeline, engine, was written, or what holds it. */
  readonly locate: (path: Path) => { readonly file: string; readonly range: Range } | undefined
}

/**
 * Compiles an aifactory.yaml for one target: reads it with what it includes, checks it, links it. Never throws for what is
 * written in the files, and touches nothing but the readers given, so that equal files give an equal result.
 * @public
 */
export async function compile(input: CompileInput): Promise<CompileResult> {
  const report = new Report()
  const root = await load(input.files, input.entry ?? 'aifactory.yaml', report, input.parser)
  if (root === undefined) return { diagnostics: sorted(report.diagnostics), locate: () => undefined }
  findSecrets(root, report)
  findUnusedVariables(root, input.values, report)
  const target = chooseTarget(root, input.target, report)
  const given = await givenOf(input, report)
  const { tree, document } = await checkTarget(root, target ?? null, { ...input, given }, report)
  return {
    diagnostics: sorted(report.diagnostics),
    ...(document && target !== undefined && !report.hasErrors && { factory: link(document, target) }),
    locate(path) {
      const { file, start, end } = keySpan(tree, path)
      return { file: file.path, range: file.range(start, end) }
    },
  }
}
