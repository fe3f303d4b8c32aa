import { Command, Option } from 'commander'
import { givenValues } from '../given-values.js'
import { runCommand } from '../terminal/run-command.js'
import { portOption, type SharedOptions, sharedOptions } from './shared-options.js'

interface UpOptions extends SharedOptions {
  readonly once: boolean
}

/** `aifactory up [DIR]`: reconciles a folder of a git repository on this machine. */
export function run(args: readonly string[]): Promise<number> {
  const command = sharedOptions(new Command('aifactory up').description('Reconcile a folder of a git repository on this machine.'))
    .argument('[dir]', 'folder with aifactory.yaml', '.')
    .addOption(new Option('--once', 'exit when nothing is left to do').default(false))
    .addOption(portOption())
  return runCommand(command, args, async () => {
    const { runSession } = await import('../session/run-session.js')
    const options = command.opts<UpOptions>()
    return runSession({
      ...options,
      values: givenValues(options),
      dir: command.processedArgs[0] as string,
      dashboardPort: options.once ? undefined : options.port,
    })
  })
}
