import { Command, Option } from 'commander'
import { givenValues, type ValueArguments } from '../given-values.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { targetOptions } from './shared-options.js'

interface RenderOptions extends ValueArguments {
  readonly target?: string
  readonly out?: string
}

/** `aifactory render [PATH]`: prints the Kubernetes objects of a file, or writes one file for each into a folder. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = targetOptions(new Command('aifactory render'))
    .description('Print the Kubernetes objects of aifactory.yaml.')
    .argument('[path]', 'the file, or the folder that holds it', '.')
    .addOption(new Option('--out <dir>', 'write one file for each object into a folder, in place of what was written there before'))
  return runCommand(command, args, async () => {
    const { renderCommand } = await import('../render/render-command.js')
    const options = command.opts<RenderOptions>()
    return renderCommand({ path: command.processedArgs[0] as string, ...options, values: givenValues(options) }, output)
  })
}
