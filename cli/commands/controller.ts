import { Command, InvalidArgumentError, Option } from 'commander'
import type { ControllerCommandOptions } from '../controller/controller-command.js'
import { runCommand } from '../terminal/run-command.js'

const PROTOCOLS = ['https', 'ssh', 'http', 'file'] as const

/** `aifactory controller`: keeps the Factories of a cluster in force. It runs in a pod that `aifactory install` makes. */
export function run(args: readonly string[]): Promise<number> {
  const command = new Command('aifactory controller')
    .description('Keep the Factories of a cluster in force, until it is stopped.')
    .addOption(new Option('--kubeconfig <file>', "where the cluster is; by default the pod's own account, or KUBECONFIG"))
    .addOption(new Option('--context <name>', 'context of the kubeconfig'))
    .addOption(new Option('--namespace <name>', 'where the lease is kept; by default that of the pod'))
    .addOption(new Option('--watch-namespace <name>', 'only Factories of this namespace'))
    .addOption(new Option('--selector <labels>', 'only Factories with these labels, such as shard=1'))
    .addOption(new Option('--lease <name>', 'name of the lease; those of one shard share it').default('aifactory-controller'))
    .addOption(new Option('--no-leader-elect', 'work at once, without a lease: only where there is one replica'))
    .addOption(new Option('--default-service-account <name>', 'the account whose rights count where a Factory names none'))
    .addOption(new Option('--workers <n>', 'Factories that are worked on at a time').argParser(whole(1, 100)).default(8))
    .addOption(
      new Option('--git-protocols <list>', 'protocols that repositories may be followed by').argParser(protocols).default(['https', 'ssh']),
    )
    .addOption(new Option('--cache-dir <dir>', 'where repositories are kept').default('/tmp/aifactory-repositories'))
    .addOption(new Option('--port <port>', 'health and metrics; 0 takes any').argParser(whole(0, 65535)).default(8081))
    .addOption(new Option('--webhook-port <port>', 'webhooks; 0 takes any').argParser(whole(0, 65535)).default(9292))
    .addOption(new Option('--log-level <level>', 'least level of logs').choices(['debug', 'info', 'warn', 'error']).default('info'))
  return runCommand(command, args, async () => {
    const { controllerCommand } = await import('../controller/controller-command.js')
    return controllerCommand(command.opts<ControllerCommandOptions>())
  })
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`a whole number from ${min} to ${max}`)
    return value
  }
}

function protocols(text: string): readonly (typeof PROTOCOLS)[number][] {
  return text.split(',').map((word) => {
    const found = PROTOCOLS.find((protocol) => protocol === word.trim())
    if (!found) throw new InvalidArgumentError(`one or more of ${PROTOCOLS.join(', ')}, with commas between`)
    return found
  })
}
