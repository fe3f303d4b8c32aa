import { Command, InvalidArgumentError, Option } from 'commander'
import { durationMillis } from '../../schema/duration.js'
import { givenValues } from '../given-values.js'
import { runCommand } from '../terminal/run-command.js'
import { parseStep, parseTime, portOption, type SharedOptions, sharedOptions } from './shared-options.js'

interface ReplayOptions extends SharedOptions {
  readonly from?: number
  readonly to?: number
  readonly step: number
  readonly maxRows: number
  readonly once: boolean
}

/** `aifactory start`, which is `replay` that goes on to watch, and `aifactory replay`, which ends with the data. */
export function replayCommand(name: 'start' | 'replay', description: string, args: readonly string[]): Promise<number> {
  const command = sharedOptions(new Command(`aifactory ${name}`).description(description))
    .argument('[dir]', 'folder with aifactory.yaml', '.')
    .addOption(new Option('--from <time>', 'where the replay starts; after the first quarter of the data by default').argParser(parseTime))
    .addOption(new Option('--to <time>', 'where it ends; with the data by default').argParser(parseTime))
    .addOption(
      new Option('--step <duration>', 'how far the clock moves at a time').argParser(parseStep).default(durationMillis('6h'), '6h'),
    )
    .addOption(new Option('--max-rows <n>', 'most rows in one request').argParser(parseCount).default(8))
    .addOption(new Option('--once', 'exit when nothing is left to do').default(name === 'replay'))
    .addOption(portOption())
  return runCommand(command, args, async () => {
    const { runSession } = await import('../session/run-session.js')
    const { from, to, step, maxRows, ...options } = command.opts<ReplayOptions>()
    return runSession({
      ...options,
      values: givenValues(options),
      dir: command.processedArgs[0] as string,
      dashboardPort: options.port,
      replay: { from, to, stepMs: step, maxRows },
    })
  })
}

export function run(args: readonly string[]): Promise<number> {
  return replayCommand('replay', 'Send past data as traffic with a virtual clock, and end with the data.', args)
}

function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('a whole number from 1')
  return count
}
