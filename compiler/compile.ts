import type { Diagnostic, Range } from '../schema/diagnostic.js'
import { notHonoured } from './backends/embedded/honours.js'
import { type ColumnReader, columnsOf } from './columns/columns.js'
import { Report, sorted } from './diagnostics/report.js'
import type { Factory } from './graph/factory.js'
import { link } from './graph/link.js'
import { sourceDefinition } from './graph/link-source.js'
import { ruleContext } from './rules/context.js'
import { RULES } from './rules/rules.js'
import { checkSchema } from './schema/check.js'
import type { FileReader } from './source/file-reader.js'
import { load } from './source/load.js'
import { keySpan, type MapNode, type Path } from './source/node.js'
import { findSecrets } from './source/secrets.js'
import { chooseTarget, forTarget, targetNames } from './source/targets.js'

export interface CompileInput {
  readonly files: FileReader
  /** Path of the file to compile, relative to the factory's folder. */
  readonly entry?: string
  /** The target to compile for: by default the one that says so, or the only one. */
  readonly target?: string
  /** Values of variables, over those of the file. */
  readonly set?: Readonly<Record<string, string>>
  /** What is to run it: fields that it would not honour are errors AF61xx. Nothing is refused where it is left open. */
  readonly platform?: 'embedded' | 'kubernetes'
  /** Looks into data for the columns that sources have, where they do not declare them. */
  readonly columns?: ColumnReader
}

export interface CompileResult {
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[]
  /** Absent where there is an error. */
  readonly factory?: Factory
  /** Names of the file's targets. */
  readonly targets: readonly string[]
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
  const root = await load(input.files, input.entry ?? 'aifactory.yaml', report)
  if (root === undefined) return { diagnostics: sorted(report.diagnostics), targets: [], locate: () => undefined }
  const target = chooseTarget(root, input.target, report)
  const tree = forTarget(root, target ?? null, input.set ?? {}, report)
  findSecrets(root, report)
  const document = await check(tree, input, report)
  return {
    diagnostics: sorted(report.diagnostics),
    ...(document && target !== undefined && !report.hasErrors && { factory: link(document, target) }),
    targets: targetNames(root),
    locate(path) {
      const { file, start, end } = keySpan(tree, path)
      return { file: file.path, range: file.range(start, end) }
    },
  }
}

async function check(tree: MapNode, { platform, columns }: CompileInput, report: Report) {
  const checked = await checkSchema(tree, report)
  if (checked === undefined) return undefined
  const { document, pruned } = checked
  const { spec } = document
  const definitions = Object.entries(spec.sources ?? {}).map(([name, source]) => sourceDefinition(name, source))
  const context = ruleContext(tree, { spec, report, columns: await columnsOf(definitions, columns), pruned })
  for (const rule of RULES) rule(context)
  if (platform === 'embedded') {
    for (const finding of notHonoured(spec)) report.finding(finding, keySpan(tree, finding.path))
  }
  return document
}
