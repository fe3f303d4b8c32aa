import type { AIFactory } from '../schema/generated/aifactory.js'
import { DEPRECATED } from '../schema/generated/aifactory-deprecated.js'
import type { Backend } from './backends/backend.js'
import { type ColumnReader, columnsOf } from './columns/columns.js'
import type { FactsReader } from './columns/data-facts.js'
import type { Report } from './diagnostics/report.js'
import { sourceDefinition } from './graph/link-source.js'
import { ruleContext } from './rules/context.js'
import type { RuleMemory, RuleRuns } from './rules/rule-runs.js'
import { RULES } from './rules/rules.js'
import { checkSchema } from './schema/check.js'
import type { FileReader } from './source/file-reader.js'
import { type Given, type GivenValues, NOTHING_GIVEN } from './source/given.js'
import { keySpan, type MapNode, valueSpan } from './source/node.js'
import type { Parser } from './source/parse.js'
import { forTarget } from './source/targets.js'
import type { SqlAnalyzer } from './sql/analyzer.js'
import { askAll } from './sql/answers.js'
import { sqlPlaces } from './sql/expressions.js'

export interface CompileInput {
  readonly files: FileReader
  /** Reads each file in place of the compiler's own parser. */
  readonly parser?: Parser
  /** Path of the file to compile, relative to the factory's folder. */
  readonly entry?: string
  /** The target to compile for: by default the one that says so, or the only one. */
  readonly target?: string
  /** Values of variables and fields that are given beside the file, as on a command line. */
  readonly values?: GivenValues
  /** What is to run it: fields that it would not honour are reported as AF6xxx. Nothing is where it is left open. */
  readonly platform?: Backend['name']
  /** Looks into data for the columns that sources have, where they do not declare them. */
  readonly columns?: ColumnReader
  /** Looks up what the files of sources tell about their data, for rules on windows, traffic and the like. */
  readonly facts?: FactsReader
  /** Looks at SQL expressions. Without it only their column names are checked. */
  readonly sql?: SqlAnalyzer
  /** Kept by who validates the same files again and again, with `columns` that give the same object until data is read anew. */
  readonly memory?: RuleMemory
}

/** What is given beside the files, read. Its problems are told once, whatever the number of targets. */
export async function givenOf({ values }: CompileInput, report: Report): Promise<Given> {
  if (values === undefined) return NOTHING_GIVEN
  const { readGiven } = await import('./source/given-values.js')
  return readGiven(values, report)
}

export interface CheckInput extends CompileInput {
  readonly given: Given
  /** Set where several targets are checked in turn, or the same again, and only what is new in each is to be told. */
  readonly runs?: RuleRuns
}

/** Checks what was loaded as it is for one target. The document is undefined where too little of it fits the schema. */
export async function checkTarget(
  root: MapNode,
  target: string | null,
  { given, platform, columns, facts, sql, runs }: CheckInput,
  report: Report,
): Promise<{ tree: MapNode; document: AIFactory | undefined }> {
  const tree = forTarget(root, target, given, report)
  const checked = await checkSchema(tree, report)
  if (checked === undefined) return { tree, document: undefined }
  const { document, pruned } = checked
  if (DEPRECATED.length > 0) (await import('./schema/deprecated.js')).reportDeprecated(DEPRECATED, tree, document, report)
  const { spec } = document
  const definitions = Object.entries(spec.sources ?? {}).map(([name, source]) => sourceDefinition(name, source))
  // Data may be fetched only where it is used, so what is missing here is no error of the file. A link out of it is.
  const known = await columnsOf(definitions, columns, (source, { code, message, hint }) => {
    runs?.onDataProblem()
    const severity = code === 'AF7001' ? 'error' : 'warning'
    report.finding({ severity, code, message, suggestion: hint }, valueSpan(tree, ['spec', 'sources', source, 'path']))
  })
  const answers = await askAll(sqlPlaces(spec, known), sql)
  const data = new Map(await Promise.all(definitions.map(async (source) => [source.name, await facts?.(source)] as const)))
  const found = { spec, report, columns: known, facts: (source: string) => data.get(source), sql: answers, pruned, platform }
  const context = ruleContext(tree, found)
  if (runs) runs.runAll(RULES, context, target)
  else for (const rule of RULES) rule(context)
  if (platform !== undefined) {
    const { BACKENDS } = await import('./backends/backends.js')
    const { TOOLS } = await import('./backends/tools.js')
    const findings = [...BACKENDS, ...TOOLS].filter(({ name }) => name === platform).flatMap((backend) => backend.findings(document))
    for (const finding of findings) report.finding(finding, keySpan(tree, finding.path))
  }
  return { tree, document }
}
