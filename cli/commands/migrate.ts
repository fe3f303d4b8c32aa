import { Command, Option } from 'commander'
import { FORMAT_NAMES, type FormatName } from '../diagnostics/formats.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

interface Options {
  readonly dryRun: boolean
  readonly output: FormatName
}

/** `aifactory migrate [PATH]`: changes the text of a factory to the current version of the language. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory migrate')
    .description('Bring a file and what it includes to the current apiVersion. Comments and formatting stay.')
    .argument('[path]', 'the file, or the folder that holds it', '.')
    .addOption(new Option('--dry-run', 'print a diff, and write nothing').default(false))
    .addOption(new Option('--output <format>', 'form of the diagnostics').choices(FORMAT_NAMES).default('pretty'))
  return runCommand(command, args, async () => {
    const { migrateCommand } = await import('../migrate/migrate-command.js')
    return migrateCommand({ path: command.processedArgs[0] as string, ...command.opts<Options>() }, output)
  })
}
