import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { durationMillis } from '../../schema/duration.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

/** `aifactory resident start|stop|status`: a process that keeps the compiler warm for `aifactory-ask`. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory resident')
    .description('Keep a warm compiler, which aifactory-ask asks to validate and render without starting Node.')
    .addArgument(new Argument('<action>', 'what to do').choices(['start', 'stop', 'status']))
    .addOption(new Option('--idle <duration>', 'end after so long without work').argParser(parseIdle).default(1_800_000, '30m'))
  return runCommand(command, args, async () => {
    const { residentCommand } = await import('../resident/resident-command.js')
    const [action] = command.processedArgs as ['start' | 'stop' | 'status']
    return residentCommand(action, command.opts<{ idle: number }>().idle, output)
  })
}

function parseIdle(text: string): number {
  const idle = /^([0-9]+(ms|s|m|h|d))+$/.test(text) ? durationMillis(text) : 0
  if (idle < 100 || idle > 7 * 86_400_000) throw new InvalidArgumentError('write a duration up to 7d, such as 30m')
  return idle
}
