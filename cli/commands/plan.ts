import { Command, Option } from 'commander'
import { givenValues, type ValueArguments } from '../given-values.js'
import type { PlanOptions } from '../plan/plan-command.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { targetOptions } from './shared-options.js'

/** `aifactory plan [DIR]`: what putting the files in force would do, before it is done. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = targetOptions(new Command('aifactory plan').description('Show what putting the files of a folder in force would do.'))
    .argument('[dir]', 'folder with aifactory.yaml', '.')
    .addOption(
      new Option(
        '--against <what>',
        'a commit or branch; local: what is in force here; or cluster. By default local, else where HEAD left the default branch',
      ),
    )
    .addOption(new Option('--output <format>', 'how to print it').choices(['pretty', 'json', 'markdown']).default('pretty'))
    .addOption(new Option('--context <name>', 'with --against cluster: context of the kubeconfig'))
    .addOption(new Option('--kubeconfig <file>', 'with --against cluster: the kubeconfig'))
    .addOption(new Option('--exit-code', 'end with status 4 where there are changes').default(false))
    .addOption(new Option('--out <file>', 'save the plan, so that exactly it can be applied'))
  return runCommand(command, args, async () => {
    const { planCommand } = await import('../plan/plan-command.js')
    const options = command.opts<Omit<PlanOptions, 'dir' | 'values'> & ValueArguments>()
    return planCommand({ ...options, values: givenValues(options), dir: command.processedArgs[0] as string }, output)
  })
}
