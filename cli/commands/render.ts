import { Command, Option } from 'commander'
import { FORMAT_NAMES, type FormatName } from '../diagnostics/formats.js'
import { givenValues, type ValueArguments } from '../given-values.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { targetOptions } from './shared-options.js'

interface RenderOptions extends ValueArguments {
  readonly target?: string
  readonly out?: string
  readonly output: FormatName
}

/** `aifactory render [PATH]`: prints the Kubernetes objects of a file, or writes one file for each into a folder. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = targetOptions(new Command('aifactory render'))
    .description('Print the Kubernetes objects of aifactory.yaml.')
    .argument('[path]', 'the file, or the folder that holds it', '.')
    .addOption(new Option('--out <dir>', 'write one file for each object into a folder, in place of what was written there before'))
    .addOption(new Option('--output <format>', 'form of diagnostics, on standard error').choices(FORMAT_NAMES).default('pretty'))
  return runCommand(command, args, async () => {
    const { renderCommand } = await import('../render/render-command.js')
    const options = command.opts<RenderOptions>()
    return renderCommand({ path: command.processedArgs[0] as string, ...options, values: givenValues(options) }, output)
  })
}
