import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { validate } from '../../compiler/validate.js'
import { AIFactoryError, type Diagnostic } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import { factsReader } from '../columns/read-facts.js'
import { allFine } from '../diagnostics/all-fine.js'
import type { Findings } from '../diagnostics/findings.js'
import { FORMAT_NAMES, type FormatName, isFormat } from '../diagnostics/formats.js'
import { type DiskFactory, openFactory } from '../disk-files.js'
import { givenValues, type ValueArguments } from '../given-values.js'
import { remembered } from '../remembered-files.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'
import { type Output, processOutput } from '../terminal/output.js'
import { readArguments } from './read-arguments.js'

const HELP = `usage: aifactory validate [PATH...] [options]

Checks aifactory.yaml: PATH is the file or its folder, by default the one you are in. Several paths, or a folder that holds none
itself, are looked through for every aifactory.yaml that git does not ignore.

  --target NAME        check for one environment; by default for each
  --var NAME=VALUE     give a variable a value; may be repeated
  --var-file FILE      values of variables, as YAML; may be repeated
  --set PATH=VALUE     override a field, such as endpoints.api.port=8080; may be repeated
  --platform NAME      also say what embedded or kubernetes would not honour
  --all                look through PATH also where it holds an aifactory.yaml itself
  --since REF          only what reads a file that has changed since a commit, committed or not
  --jobs N             threads for many factories; by default as many as cores, where it pays
  --output FORMAT      pretty (default), json, github, sarif, junit or markdown

Exit status: 0 no errors, 1 errors, 2 the command was not understood.
`

export interface Options extends ValueArguments {
  readonly paths: readonly string[]
  readonly all: boolean
  readonly since?: string
  readonly jobs?: number
  readonly target?: string
  readonly platform?: 'embedded' | 'kubernetes'
  readonly output: FormatName
}

/** Checks many factories; undefined where there are none. Part of the whole program, not of the bundle for one file. */
export type ValidateMany = (options: Options, values: GivenValues | undefined, output: Output) => Promise<number | undefined>

/** `aifactory validate [PATH...]`: says what is wrong with a factory, and where. Undefined where it takes `many` to tell. */
export async function run(args: readonly string[], output: Output, many: ValidateMany): Promise<number>
export async function run(args: readonly string[], output?: Output, many?: ValidateMany): Promise<number | undefined>
export async function run(args: readonly string[], output: Output = processOutput(), many?: ValidateMany): Promise<number | undefined> {
  const options = parse(args)
  if (typeof options === 'string') {
    output.error(`${options}\n\n${HELP}`)
    return 2
  }
  if (options === undefined) {
    output.out(HELP)
    return 0
  }
  const [path = '.', ...others] = options.paths
  let factory: DiskFactory
  let values: GivenValues | undefined
  try {
    values = givenValues(options)
    if (options.all || options.since !== undefined || others.length > 0) return await many?.(options, values, output)
    factory = openFactory(path)
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    if (error.code === 'AF1002') {
      if (many === undefined) return undefined
      const status = await many(options, values, output)
      if (status !== undefined) return status
    }
    const diagnostic: Diagnostic = { code: error.code, severity: 'error', message: error.message, suggestion: error.hint }
    const found = { path, diagnostics: [diagnostic], targets: [], texts: new Map<string, string>() }
    await print({ ...found, base: '.' }, options.output, output)
    return 2
  }
  const texts = new Map<string, string>(values && givenTexts(values))
  const { target, platform } = options
  const validation = await validate({
    target,
    platform,
    values,
    files: remembered(factory.files, texts),
    entry: factory.entry,
    columns: columnReader(factory.folder),
    facts: factsReader(factory.folder),
    sql: sqlAnalyzer(),
  })
  await print({ ...validation, path, base: factory.folder, texts }, options.output, output)
  return validation.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** Options that have a value and are given once. */
const SINGLE = ['--target', '--platform', '--output', '--since', '--jobs'] as const

/** What the arguments ask for; undefined for help, a text for what is wrong with them. */
function parse(args: readonly string[]): Options | string | undefined {
  const read = readArguments(args, { single: SINGLE, flags: ['--all'] })
  if (read === undefined || typeof read === 'string') return read
  const { paths, flags, single, values } = read
  const { '--platform': platform, '--output': output = 'pretty', '--target': target, '--since': since, '--jobs': jobs } = single
  if (jobs !== undefined && !/^[1-9][0-9]{0,2}$/.test(jobs)) return `--jobs is a number from 1, not ${jobs}`
  if (!isFormat(output)) return `--output is one of ${FORMAT_NAMES.join(', ')}; not ${output}`
  if (platform !== undefined && platform !== 'embedded' && platform !== 'kubernetes')
    return `--platform is embedded or kubernetes, not ${platform}`
  return {
    paths,
    all: flags.has('--all'),
    ...(since !== undefined && { since }),
    ...(jobs !== undefined && { jobs: Number(jobs) }),
    target,
    ...values,
    platform,
    output,
  }
}

/** Prints in the form that was asked for. A file without problems needs nothing to be loaded for it. */
async function print(found: Omit<Findings, 'folder'> & { base: string }, format: FormatName, output: Output): Promise<void> {
  if (format === 'pretty' && found.diagnostics.length === 0) {
    output.out(allFine(found, output.colour))
    return
  }
  const { findingsText } = await import('../diagnostics/findings-text.js')
  output.out(await findingsText(found, format, output))
}
