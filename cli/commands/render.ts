import { Command, InvalidArgumentError, Option } from 'commander'
import { TOOL_NAMES, type ToolName } from '../../compiler/backends/tool-names.js'
import { FORMAT_NAMES, type FormatName } from '../diagnostics/formats.js'
import { givenValues, type ValueArguments } from '../given-values.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { isFolderWithout } from './folder-without.js'
import { targetOptions } from './shared-options.js'

interface RenderOptions extends ValueArguments {
  readonly target?: string
  readonly out?: string
  readonly all: boolean
  readonly since?: string
  readonly jobs?: number
  readonly backend?: ToolName | 'kubernetes'
  readonly output: FormatName
}

/** `aifactory render [PATH...]`: prints the Kubernetes objects of one file or of many, or writes one file for each into a folder. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = targetOptions(new Command('aifactory render'))
    .description('Print the Kubernetes objects of aifactory.yaml, or what another tool reads.')
    .argument('[paths...]', 'the file or its folder, by default the one you are in; several, or a folder without one, are looked through')
    .addOption(new Option('--backend <name>', 'what to render for').choices(['kubernetes', ...TOOL_NAMES]).default('kubernetes'))
    .addOption(new Option('--out <dir>', 'write one file for each object into a folder, in place of what was written there before'))
    .addOption(new Option('--all', 'look through the folder also where it holds an aifactory.yaml itself').default(false))
    .addOption(new Option('--since <ref>', 'only what reads a file that has changed since a commit, committed or not'))
    .addOption(new Option('--jobs <n>', 'threads for many factories; by default as many as cores, where it pays').argParser(parseJobs))
    .addOption(new Option('--output <format>', 'form of diagnostics, on standard error').choices(FORMAT_NAMES).default('pretty'))
  return runCommand(command, args, async () => {
    const { all, since, jobs, backend, output: format, target, out, ...rest } = command.opts<RenderOptions>()
    const [given = []] = command.processedArgs as [string[]?]
    const paths = given.length === 0 ? ['.'] : given
    const [path = '.'] = paths
    const shared = { target, out, output: format, values: givenValues(rest) }
    if (all || since !== undefined || paths.length > 1 || isFolderWithout(path)) {
      if (backend !== 'kubernetes') {
        output.error(`--backend ${backend} is of one factory: name its folder\n`)
        return 2
      }
      const { manyCommand } = await import('../monorepo/many-command.js')
      return manyCommand({ kind: 'render', paths, since, jobs, ...shared }, output)
    }
    if (backend !== undefined && backend !== 'kubernetes') {
      const { renderToolCommand } = await import('../render/render-tool-command.js')
      return renderToolCommand({ path, backend, ...shared }, output)
    }
    const { renderCommand } = await import('../render/render-command.js')
    return renderCommand({ path, ...shared }, output)
  })
}

function parseJobs(text: string): number {
  if (!/^[1-9][0-9]{0,2}$/.test(text)) throw new InvalidArgumentError('a number from 1')
  return Number(text)
}
