import { Command, Option } from 'commander'
import { givenValues, type ValueArguments } from '../given-values.js'
import type { ApplyOptions } from '../plan/apply-command.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { sharedOptions } from './shared-options.js'

/** `aifactory apply [DIR]`: shows a plan, asks, and brings it about; or brings about exactly a plan that was saved. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = sharedOptions(new Command('aifactory apply').description('Plan, ask, and work until nothing is left to do.'))
    .argument('[dir]', 'folder with aifactory.yaml', '.')
    .addOption(new Option('--plan <file>', 'apply exactly this saved plan, or nothing where the world moved on'))
    .addOption(new Option('--yes', 'do not ask').default(false))
  return runCommand(command, args, async () => {
    const { applyCommand } = await import('../plan/apply-command.js')
    const options = command.opts<Omit<ApplyOptions, 'dir' | 'values'> & ValueArguments>()
    return applyCommand({ ...options, values: givenValues(options), dir: command.processedArgs[0] as string }, output)
  })
}
