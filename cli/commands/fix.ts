import { Command, Option } from 'commander'
import { FORMAT_NAMES, type FormatName } from '../diagnostics/formats.js'
import { givenValues, type ValueArguments } from '../given-values.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { targetOptions } from './shared-options.js'

interface Options extends ValueArguments {
  readonly target?: string
  readonly platform?: 'embedded' | 'kubernetes'
  readonly dryRun: boolean
  readonly unsafe: boolean
  readonly output: FormatName
}

/** `aifactory fix [PATH]`: makes the changes that diagnostics offer, and keeps all else of the text as it is. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = targetOptions(new Command('aifactory fix'))
    .description('Put right what can only be meant in one way. Comments and formatting stay.')
    .argument('[path]', 'the file, or the folder that holds it', '.')
    .addOption(new Option('--dry-run', 'print a diff, and write nothing').default(false))
    .addOption(new Option('--unsafe', 'also make changes that need a look, such as removing what nothing uses').default(false))
    .addOption(new Option('--platform <name>', 'also what it would not honour').choices(['embedded', 'kubernetes']))
    .addOption(new Option('--output <format>', 'form of the diagnostics that are left').choices(FORMAT_NAMES).default('pretty'))
  return runCommand(command, args, async () => {
    const { fixCommand } = await import('../fix/fix-command.js')
    const options = command.opts<Options>()
    return fixCommand({ path: command.processedArgs[0] as string, ...options, values: givenValues(options) }, output)
  })
}
