import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { type Validation, validate } from '../../compiler/validate.js'
import { AIFactoryError, type Diagnostic } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import { type DiskFactory, openFactory } from '../disk-files.js'
import { givenValues, type ValueArguments } from '../given-values.js'
import { type Output, processOutput } from '../terminal/output.js'

const HELP = `usage: aifactory validate [PATH] [options]

Checks aifactory.yaml: PATH is the file or its folder, by default the one you are in.

  --target NAME        check for one environment; by default for each
  --var NAME=VALUE     give a variable a value; may be repeated
  --var-file FILE      values of variables, as YAML; may be repeated
  --set PATH=VALUE     override a field, such as endpoints.api.port=8080; may be repeated
  --platform NAME      also say what embedded or kubernetes would not honour
  --output FORMAT      pretty (default) or json

Exit status: 0 no errors, 1 errors, 2 the command was not understood.
`

/** Version of the JSON output; it changes when a field changes its meaning or goes. */
const OUTPUT_VERSION = 1

interface Options extends ValueArguments {
  readonly path: string
  readonly target?: string
  readonly platform?: 'embedded' | 'kubernetes'
  readonly output: 'pretty' | 'json'
}

/** `aifactory validate [PATH]`: says what is wrong with a factory, and where. */
export async function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const options = parse(args)
  if (typeof options === 'string') {
    output.error(`${options}\n\n${HELP}`)
    return 2
  }
  if (options === undefined) {
    output.out(HELP)
    return 0
  }
  let factory: DiskFactory
  let values: GivenValues | undefined
  try {
    factory = openFactory(options.path)
    values = givenValues(options)
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    const diagnostic: Diagnostic = { code: error.code, severity: 'error', message: error.message, suggestion: error.hint }
    await print({ diagnostics: [diagnostic], targets: [] }, new Map(), options, output)
    return 2
  }
  const texts = new Map<string, string>(values && givenTexts(values))
  const { target, platform } = options
  const validation = await validate({
    target,
    platform,
    values,
    files: remembering(factory.files, texts),
    entry: factory.entry,
    columns: columnReader(factory.folder),
  })
  await print(validation, texts, options, output)
  return validation.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** What the arguments ask for; undefined for help, a text for what is wrong with them. Parsed here: a library would take longer to load. */
function parse(args: readonly string[]): Options | string | undefined {
  const paths: string[] = []
  const repeated: Record<'--set' | '--var' | '--var-file', string[]> = { '--set': [], '--var': [], '--var-file': [] }
  const given: Record<string, string> = {}
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--help' || arg === '-h') return undefined
    if (arg === '--') {
      paths.push(...args.slice(at + 1))
      break
    }
    if (!arg.startsWith('-')) {
      paths.push(arg)
      continue
    }
    const [, name = '', inline] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(arg) ?? []
    if (!['--target', '--platform', '--output', ...Object.keys(repeated)].includes(name)) return `unknown option ${arg}`
    const value = inline ?? args[++at]
    if (value === undefined) return `${name} needs a value`
    if (name !== '--set' && name !== '--var' && name !== '--var-file') given[name] = value
    else if (name !== '--var-file' && value.indexOf('=') < 1)
      return `${name} takes ${name === '--set' ? 'PATH' : 'NAME'}=VALUE, not ${value}`
    else repeated[name].push(value)
  }
  const { '--platform': platform, '--output': output = 'pretty', '--target': target } = given
  if (paths.length > 1) return `one PATH at a time, not ${paths.join(' and ')}`
  if (output !== 'pretty' && output !== 'json') return `--output is pretty or json, not ${output}`
  if (platform !== undefined && platform !== 'embedded' && platform !== 'kubernetes')
    return `--platform is embedded or kubernetes, not ${platform}`
  return {
    path: paths[0] ?? '.',
    target,
    set: repeated['--set'],
    var: repeated['--var'],
    varFile: repeated['--var-file'],
    platform,
    output,
  }
}

/** Keeps what is read, so that lines can be shown beside what is wrong with them. */
function remembering(files: DiskFactory['files'], texts: Map<string, string>): DiskFactory['files'] {
  return {
    ...files,
    async read(path) {
      const text = await files.read(path)
      if (text !== undefined) texts.set(path, text)
      return text
    },
  }
}

async function print(
  { diagnostics, targets }: Validation,
  texts: ReadonlyMap<string, string>,
  { path, output: format }: Options,
  output: Output,
): Promise<void> {
  const valid = !diagnostics.some(({ severity }) => severity === 'error')
  if (format === 'json') {
    output.out(`${JSON.stringify({ version: OUTPUT_VERSION, valid, targets, diagnostics }, undefined, 2)}\n`)
    return
  }
  const tick = output.colour ? '\u001b[32m✔\u001b[39m' : '✔'
  const named = targets.filter((target) => target !== null)
  const checked = `${path}${named.length > 0 ? ` for ${named.join(', ')}` : ''}`
  if (diagnostics.length === 0) {
    output.out(`${tick} ${checked}: no problems\n`)
    return
  }
  // Only now are colours and code frames needed.
  const [{ countDiagnostics, formatDiagnostics }, { default: pc }] = await Promise.all([
    import('../terminal/diagnostics.js'),
    import('picocolors'),
  ])
  const colours = pc.createColors(output.colour)
  const lines = formatDiagnostics(diagnostics, texts, colours)
  const sign = valid ? tick : colours.red('✘')
  output.out(`${lines.join('\n')}\n\n${sign} ${checked}: ${countDiagnostics(diagnostics)}\n`)
}
