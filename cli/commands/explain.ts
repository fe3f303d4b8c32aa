import { Command, Option } from 'commander'
import { givenValues, type ValueArguments } from '../given-values.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { targetOptions } from './shared-options.js'

interface ExplainOptions extends ValueArguments {
  readonly target?: string
  readonly output: 'pretty' | 'json'
}

/** `aifactory explain [FIELD] [PATH]`: what a value is, where it comes from, what it overrode, and what it means. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = targetOptions(new Command('aifactory explain'))
    .description('Show values with where they come from: what wrote them, what that overrode, and which are defaults.')
    .argument('[field]', 'such as models.late-arrival.trainer.parameters.epochs or models.*.gates; everything by default')
    .argument('[path]', 'the file, or the folder that holds it; one argument with a slash in it is this', '.')
    .addOption(new Option('--output <format>', 'how to print').choices(['pretty', 'json']).default('pretty'))
  return runCommand(command, args, async () => {
    const { explainCommand } = await import('../explain/explain-command.js')
    const options = command.opts<ExplainOptions>()
    const [first, second] = command.processedArgs as [string | undefined, string]
    const isPath = first !== undefined && command.args.length === 1 && /\/|^\.+$|\.ya?ml$/.test(first)
    const [field, path] = isPath ? [undefined, first] : [first, second]
    return explainCommand({ ...options, field, path, values: givenValues(options) }, output)
  })
}
