import { Command, Option } from 'commander'
import type { UninstallCommandOptions } from '../install/uninstall-command.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

/** `aifactory uninstall`: takes the controller, our kinds and what Factories keep out of a cluster. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory uninstall')
    .description('Take Factories with what they keep, the controller and our kinds out of a cluster.')
    .addOption(new Option('--yes', 'do not ask').default(false))
    .addOption(new Option('--keep', 'leave what Factories keep where it is').default(false))
    .addOption(new Option('--timeout <seconds>', 'how long Factories may take to go').argParser(Number).default(120))
    .addOption(new Option('--kubeconfig <file>', 'where the cluster is'))
    .addOption(new Option('--context <name>', 'context of the kubeconfig'))
  return runCommand(command, args, async () => {
    const { uninstallCommand } = await import('../install/uninstall-command.js')
    return uninstallCommand(command.opts<UninstallCommandOptions>(), output)
  })
}
