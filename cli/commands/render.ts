import { Command, InvalidArgumentError, Option } from 'commander'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

interface RenderOptions {
  readonly target?: string
  readonly set: Readonly<Record<string, string>>
  readonly out?: string
}

/** `aifactory render [PATH]`: prints the Kubernetes objects of a file, or writes one file for each into a folder. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory render')
    .description('Print the Kubernetes objects of aifactory.yaml.')
    .argument('[path]', 'the file, or the folder that holds it', '.')
    .addOption(new Option('--target <name>', 'environment of the file to use'))
    .addOption(new Option('--out <dir>', 'write one file for each object into a folder, in place of what was written there before'))
    .addOption(new Option('--set <name=value>', 'give a variable a value').argParser(collect).default({}, 'none'))
  return runCommand(command, args, async () => {
    const { renderCommand } = await import('../render/render-command.js')
    return renderCommand({ path: command.processedArgs[0] as string, ...command.opts<RenderOptions>() }, output)
  })
}

function collect(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('write it as name=value')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}
