import { Command, InvalidArgumentError, Option } from 'commander'
import type { InstallCommandOptions } from '../install/install-command.js'
import { DEFAULT_NAMESPACE } from '../install/install-options.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

/** `aifactory install`: prints what runs in a cluster, as kubectl takes it, or applies it. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory install')
    .description('Print what runs in a cluster: our kinds, the rights and the pods of the controller. Or apply it.')
    .addOption(new Option('--apply', 'apply it, instead of printing it').default(false))
    .addOption(new Option('--dry-run', 'with --apply: have the cluster check it, and write nothing').default(false))
    .addOption(new Option('--namespace <name>', 'where the controller runs').argParser(label).default(DEFAULT_NAMESPACE))
    .addOption(new Option('--image <image>', 'image of aifactory; by default that of this version'))
    .addOption(new Option('--replicas <n>', 'pods, of which one works').argParser(replicas).default(2))
    .addOption(new Option('--impersonation', 'let Factories act with the rights of accounts that they name').default(false))
    .addOption(new Option('--default-service-account <name>', 'the account whose rights count where a Factory names none').argParser(label))
    .addOption(new Option('--service-monitor', 'add a ServiceMonitor; without it, one is added by --apply where the cluster knows them'))
    .addOption(new Option('--controller-arg <arg...>', 'further arguments of aifactory controller').default([]))
    .addOption(new Option('--crds-only', 'only our kinds').default(false))
    .addOption(new Option('--kubeconfig <file>', 'where the cluster is'))
    .addOption(new Option('--context <name>', 'context of the kubeconfig'))
  return runCommand(command, args, async () => {
    const { installCommand } = await import('../install/install-command.js')
    return installCommand(command.opts<InstallCommandOptions>(), output)
  })
}

function label(text: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) throw new InvalidArgumentError('lower-case letters, digits and dashes')
  return text
}

function replicas(text: string): number {
  if (!/^[1-9]$/.test(text)) throw new InvalidArgumentError('a number from 1 to 9')
  return Number(text)
}
